// Reads a JSON list of texts; for each says what the editor makes of it: untouched, written anew, and with a line added.
import { readFileSync } from 'node:fs'

import { schema } from '../../assets/js/editor/schema.js'
import { Source } from '../../assets/js/editor/source.js'

const line = (text) => schema.node('paragraph', null, [schema.text(text)])

const answers = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
  const source = new Source(text)
  const added = source.doc.copy(source.doc.content.addToEnd(line('Added.')))
  const before = source.doc.copy(source.doc.content.addToStart(line('Before.')))
  return {
    same: source.write(source.doc),
    anew: new Source('').write(source.doc),
    added: source.write(added),
    before: source.write(before),
    shape: source.doc.content.content.filter((node) => node.content.size || !node.isTextblock).map((node) => node.type.name),
  }
})
console.log(JSON.stringify(answers))
