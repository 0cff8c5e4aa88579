// What the toolbar and the keys do, as ProseMirror commands, each with its words.
import { setBlockType, toggleMark } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list'
import { TextSelection } from 'prosemirror-state'
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable } from 'prosemirror-tables'

import { schema } from './schema.js'

const { marks, nodes } = schema
const item = nodes.list_item

const above = (state, test) => {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth -= 1) if (test($from.node(depth))) return $from.node(depth)
  return null
}

export const inTable = (state) => isInTable(state)
export const inList = (state) => Boolean(above(state, (node) => node.type === item))
const innermostList = (state) => above(state, (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list)

export function hasMark(state, type) {
  const { from, to, empty, $from } = state.selection
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type)
}

const isHeading = (level) => (state) => state.selection.$from.parent.hasMarkup(nodes.heading, { level })

/** The same button makes a heading and takes it back. */
const heading = (level) => (state, dispatch, view) =>
  (isHeading(level)(state) ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level }))(state, dispatch, view)

/** Makes a list, makes the list one of the other kind, or takes the line out of it. */
const list = (type) => (state, dispatch, view) => {
  const found = innermostList(state)
  if (!found) return wrapInList(type, { tight: true })(state, dispatch, view)
  if (found.type === type) return liftListItem(item)(state, dispatch, view)
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth) === found) {
      dispatch?.(state.tr.setNodeMarkup($from.before(depth), type, { tight: found.attrs.tight }))
      return true
    }
  }
  return false
}

const COLUMNS = 2
const ROWS = 3

function emptyTable() {
  const row = (type) => nodes.table_row.create(null, Array.from({ length: COLUMNS }, () => type.createAndFill()))
  return nodes.table.create(null, [row(nodes.table_header), ...Array.from({ length: ROWS - 1 }, () => row(nodes.table_cell))])
}

/** After the block that the cursor is in, never in the middle of a sentence. */
function insertTable(state, dispatch) {
  if (inTable(state) || above(state, (node) => node.type === nodes.footnote)) return false
  const { $from } = state.selection
  const line = $from.depth ? $from.node(1) : null
  const isEmpty = line?.type === nodes.paragraph && !line.content.size
  const from = isEmpty ? $from.before(1) : $from.depth ? $from.after(1) : state.doc.content.size
  const tr = state.tr.replaceWith(from, isEmpty ? $from.after(1) : from, emptyTable())
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(from + 3))).scrollIntoView())
  return true
}

export function nextLabel(doc) {
  let highest = 0
  doc.descendants((node) => {
    const label = node.attrs.label ?? ''
    if (/^\d{1,6}$/.test(label)) highest = Math.max(highest, Number(label))
  })
  // A definition of several blocks is kept as it is written, and has its number all the same.
  for (const [, label] of doc.textContent.matchAll(/\[\^(\d{1,6})\]/g)) highest = Math.max(highest, Number(label))
  return String(highest + 1)
}

/** A mark where the cursor is, and its note at the end of the text, where the cursor goes. */
function insertFootnote(state, dispatch) {
  const { $to } = state.selection
  const { parent } = $to
  if (!parent.inlineContent || parent.type === nodes.footnote || !parent.type.contentMatch.matchType(nodes.footnote_reference)) return false
  if (!dispatch) return true
  const label = nextLabel(state.doc)
  const tr = state.tr.insert($to.pos, nodes.footnote_reference.create({ label }))
  const end = tr.doc.content.size
  tr.insert(end, nodes.footnote.create({ label }))
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView())
  return true
}

const always = () => true

/** `group`: where it stands in the toolbar; `when`: the groups that come and go with the cursor. `says` is spoken. */
export const ACTIONS = [
  { name: 'bold', label: 'Bold', keys: 'Mod-b', run: toggleMark(marks.strong), on: (state) => hasMark(state, marks.strong) },
  { name: 'italic', label: 'Italic', keys: 'Mod-i', run: toggleMark(marks.em), on: (state) => hasMark(state, marks.em) },
  { name: 'heading', label: 'Heading', keys: 'Mod-Alt-2', run: heading(2), on: isHeading(2) },
  { name: 'subheading', label: 'Subheading', keys: 'Mod-Alt-3', run: heading(3), on: isHeading(3) },
  { name: 'minor', label: 'Minor heading', keys: 'Mod-Alt-4', run: heading(4), on: isHeading(4), rich: true },
  {
    name: 'bullets', label: 'Bullets', keys: 'Mod-Shift-8', run: list(nodes.bullet_list),
    on: (state) => innermostList(state)?.type === nodes.bullet_list,
  },
  {
    name: 'numbers', label: 'Numbers', keys: 'Mod-Shift-7', run: list(nodes.ordered_list),
    on: (state) => innermostList(state)?.type === nodes.ordered_list,
  },
  { name: 'link', label: 'Link', keys: 'Mod-k', opens: 'link', on: (state) => hasMark(state, marks.link) },
  { name: 'table', label: 'Table', run: insertTable, says: 'A table of two columns. Type the heading of the first.' },
  { name: 'footnote', label: 'Footnote', keys: 'Mod-Alt-f', run: insertFootnote, rich: true, says: 'Type the footnote.' },
  { name: 'undo', label: 'Undo', keys: 'Mod-z', run: undo },
  { name: 'redo', label: 'Redo', keys: 'Mod-y', run: redo },
  { name: 'deeper', label: 'Move in', keys: 'Mod-]', run: sinkListItem(item), group: 'list', when: inList },
  { name: 'out', label: 'Move out', keys: 'Mod-[', run: liftListItem(item), group: 'list', when: inList },
  { name: 'row-add', label: 'Add row', run: addRowAfter, group: 'table', when: inTable, says: 'Row added below.' },
  { name: 'row-remove', label: 'Remove row', run: deleteRow, group: 'table', when: inTable, says: 'Row removed.' },
  { name: 'column-add', label: 'Add column', run: addColumnAfter, group: 'table', when: inTable, says: 'Column added to the right.' },
  { name: 'column-remove', label: 'Remove column', run: deleteColumn, group: 'table', when: inTable, says: 'Column removed.' },
  { name: 'table-remove', label: 'Remove table', run: deleteTable, group: 'table', when: inTable, says: 'Table removed.' },
].map((action) => ({ group: 'text', when: always, ...action }))
