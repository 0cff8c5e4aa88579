// Markdown to the editor's document and back. What nobody touched comes back letter for letter.
import MarkdownIt from 'markdown-it'
import { defaultMarkdownParser, defaultMarkdownSerializer, MarkdownParser, MarkdownSerializer } from 'prosemirror-markdown'

import { footnotes, keptReferences } from './footnotes.js'
import { schema } from './schema.js'

/** The same rules as on the server: no raw HTML, no pictures. */
const md = new MarkdownIt('commonmark', { html: false }).enable('table').disable('image').use(footnotes).use(keptReferences)

const aligned = (token) => ({ align: /text-align:(\w+)/.exec(token.attrGet('style') ?? '')?.[1] ?? null })
const { image: _, ...known } = defaultMarkdownParser.tokens

let waiting = [] // the tokens of the block that is being read
const parser = new MarkdownParser(schema, { parse: () => waiting }, {
  ...known,
  table: { block: 'table' },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: 'table_row' },
  th: { block: 'table_header', getAttrs: aligned },
  td: { block: 'table_cell', getAttrs: aligned },
  footnote: { block: 'footnote', getAttrs: (token) => token.meta },
  footnote_reference: { node: 'footnote_reference', getAttrs: (token) => token.meta },
  kept: { block: 'raw', noCloseToken: true },
})

/** A table's cells hold a paragraph here, and bare inline in Markdown's tokens. */
function withParagraphs(tokens) {
  const Token = tokens[0]?.constructor
  return tokens.flatMap((token) => {
    if (/^t[hd]_open$/.test(token.type)) return [token, new Token('paragraph_open', 'p', 1)]
    if (/^t[hd]_close$/.test(token.type)) return [new Token('paragraph_close', 'p', -1), token]
    return [token]
  })
}

// Writing ------------------------------------------------------------------------------------------------------------

let alternate = false // a list right after one of its own kind needs another mark, or the two become one

const writers = {
  ...defaultMarkdownSerializer.nodes,
  bullet_list: (state, node) => state.renderList(node, '  ', () => (alternate ? '* ' : '- ')),
  ordered_list: (state, node) => {
    const first = node.attrs.order ?? 1
    const width = String(first + node.childCount - 1).length + 2
    state.renderList(node, ' '.repeat(width), (at) => `${first + at}${alternate ? ')' : '.'} `.padEnd(width))
  },
  table: (state, node) => {
    node.forEach((row, _offset, at) => {
      const cells = row.children.map(cellText)
      state.write(`| ${cells.join(' | ')} |`)
      state.ensureNewLine()
      if (at === 0) state.write(`| ${row.children.map((cell) => ruleOf(cell.attrs.align)).join(' | ')} |`)
      if (at === 0) state.ensureNewLine()
    })
    state.closeBlock(node)
  },
  footnote: (state, node) => {
    state.write(`[^${node.attrs.label}]: `)
    state.renderInline(node, false)
    state.closeBlock(node)
  },
  footnote_reference: (state, node, parent, at) => {
    state.write(`[^${node.attrs.label}]`)
    // With what follows it would be a link, or the note itself.
    if (/^[(:]/.test(parent.maybeChild(at + 1)?.text ?? '')) state.out += '\\'
  },
  raw: (state, node) => {
    state.text(node.textContent, false)
    state.closeBlock(node)
  },
}

// "<" before a letter and "&" before a name would be read as an address or a sign.
const serializer = new MarkdownSerializer(writers, defaultMarkdownSerializer.marks, {
  escapeExtraCharacters: /<(?=[a-z/!?])|&(?=#?\w{1,31};)/gi,
})

const ruleOf = (align) => ({ left: ':---', right: '---:', center: ':---:' })[align] ?? '---'

function cellText(cell) {
  const text = cell.childCount ? serializer.serialize(schema.node('doc', null, [cell.firstChild])) : ''
  return text.replace(/\\?\n/g, ' ').replace(/\|/g, '\\|').trim()
}

const written = (block) => serializer.serialize(schema.node('doc', null, [block]), { tightLists: undefined })

// Reading ------------------------------------------------------------------------------------------------------------

/** The top blocks of the text: their tokens, and the first line and the line after the last that they stand on. */
function blocksOf(text, env) {
  const blocks = []
  for (const token of md.parse(text, env)) {
    if (token.level === 0 && token.nesting >= 0) blocks.push({ tokens: [], lines: token.map })
    blocks.at(-1).tokens.push(token)
  }
  return blocks
}

const html = (tokens) => md.renderer.render(tokens, md.options, {}).replace(/\s+/g, ' ').replaceAll(' </code>', '</code>')
const asKept = (text) => schema.node('raw', null, text ? [schema.text(text)] : [])

/** The block as a node; one that would come back as something else stays as it is written. */
function nodeOf(tokens, text, { footnotes: notes }) {
  if (tokens[0].type === 'kept') return asKept(text)
  try {
    waiting = withParagraphs(tokens)
    const doc = parser.parse('')
    doc.check()
    const again = md.parse(written(doc.firstChild), { footnotes: notes })
    if (doc.childCount === 1 && html(again) === html(tokens)) return doc.firstChild
  } catch {
    // a construct that the schema has no place for
  }
  return asKept(text)
}

/** A text as it was opened: its document, and how to write a later state of it. */
export class Source {
  #kept = new Map() // node, and its shape, to {text, at}
  #gaps = [] // what stands between one block and the next

  constructor(markdown) {
    this.markdown = markdown
    const lines = markdown.split('\n')
    const nodes = []
    let last = 0
    const env = {} // of the whole text: whether [^1] is a note depends on what stands at its end
    for (const [at, { tokens, lines: [start, end] }] of blocksOf(markdown, env).entries()) {
      const text = lines.slice(start, end).join('\n').replace(/(?:\n[ \t]*)+$/, '')
      if (at) this.#gaps.push(['', ...lines.slice(last, start), ''].join('\n'))
      last = start + text.split('\n').length
      const node = nodeOf(tokens, text, env)
      nodes.push(node)
      if (!isOpenFence(tokens[0], text)) this.#keep(node, { text, at })
    }
    this.doc = schema.node('doc', null, needsRoom(nodes.at(-1)) ? [...nodes, schema.node('paragraph')] : nodes)
  }

  #keep(node, kept) {
    this.#kept.set(node, kept)
    const shape = JSON.stringify(node.toJSON())
    if (!this.#kept.has(shape)) this.#kept.set(shape, kept)
  }

  #find(node) {
    return this.#kept.get(node) ?? this.#kept.get(JSON.stringify(node.toJSON()))
  }

  /** The document as Markdown; blocks that are as they were opened keep their own spelling. */
  write(doc) {
    if (doc.eq(this.doc)) return this.markdown
    let out = ''
    let before = null // {node, kept} of the block before
    doc.forEach((node) => {
      let kept = this.#find(node)
      const follows = kept && before?.kept && before.kept.at + 1 === kept.at
      if (kept && !follows && before && needsItsPlace(kept.text, node, before.node)) kept = null
      const text = kept ? kept.text : this.#anew(node, before)
      if (!text) return
      out += (out && (follows ? this.#gaps[before.kept.at] : '\n\n')) + text
      before = { node, kept, text }
    })
    return out + (out && /\n$/.test(this.markdown) ? '\n' : '')
  }

  #anew(node, before) {
    const twins = before?.node.type === node.type
    alternate = twins && (node.type.name === 'bullet_list' ? /^-/ : /^\d+\./).test(before.text)
    const text = written(node)
    alternate = false
    return node.type.name === 'paragraph' ? text.trim() : text.replace(/\s+$/, '')
  }
}

/** After a table there is nowhere to type but in a paragraph; an empty one is nothing in Markdown. */
export const needsRoom = (last) => !last || !['paragraph', 'footnote', 'heading'].includes(last.type.name)

/** Code that nobody closed would take in all that is written after it. */
function isOpenFence(token, text) {
  return token.type === 'fence' && !/\n {0,3}(?:`{3,}|~{3,})[ \t]*$/.test(text)
}

/** Code that is only indented, and a list, are read by what stands before them. */
function needsItsPlace(text, node, before) {
  return /^(?: {4}|\t)/.test(text) || (node.type === before.type && /_list$/.test(node.type.name))
}
