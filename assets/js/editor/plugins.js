// Keys, typing habits, and what keeps a table one that Markdown can hold.
import { baseKeymap, chainCommands, exitCode } from 'prosemirror-commands'
import { history } from 'prosemirror-history'
import { inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules'
import { keymap } from 'prosemirror-keymap'
import { splitListItem } from 'prosemirror-schema-list'
import { Plugin } from 'prosemirror-state'
import { goToNextCell, tableEditing } from 'prosemirror-tables'

import { ACTIONS, inTable } from './actions.js'
import { schema } from './schema.js'
import { needsRoom } from './source.js'

const { nodes } = schema

/** Who is used to Markdown types it: "- ", "1. ", "## ". */
const habits = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list, { tight: true }),
    wrappingInputRule(/^(\d{1,4})\.\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]), tight: true })),
    textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, (match) => ({ level: match[1].length })),
  ],
})

const newLine = chainCommands(exitCode, (state, dispatch) => {
  if (inTable(state)) return true // a cell is one line
  if (!state.selection.$from.parent.type.contentMatch.matchType(nodes.hard_break)) return false
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView())
  return true
})

/** A footnote is one paragraph: Enter at its end goes on after it, inside it does nothing. */
const enterInFootnote = ({ selection: { $from, $to } }) =>
  $from.parent.type === nodes.footnote && $to.parentOffset < $to.parent.content.size

/** In a table the next cell; at its end nothing, so that a cell stays one line. */
const enterInTable = (state, dispatch) => inTable(state) && (goToNextCell(1)(state, dispatch) || true)

/** Tab is not bound: it leaves the box, as it leaves every other. */
function keys(run) {
  const bound = Object.fromEntries(
    ACTIONS.filter((action) => action.keys).map((action) => [action.keys, () => run(action)]),
  )
  return keymap({ ...bound, 'Mod-Shift-z': () => run(ACTIONS.find(({ name }) => name === 'redo')), 'Shift-Enter': newLine })
}

/** The first row of a Markdown table is its headings, and no other row is. */
const headersFirst = new Plugin({
  appendTransaction(transactions, _before, state) {
    if (!transactions.some((tr) => tr.docChanged)) return null
    const { tr } = state
    state.doc.descendants((node, at, parent, index) => {
      if (node.type !== nodes.table_row) return !node.isTextblock
      const wanted = index === 0 ? nodes.table_header : nodes.table_cell
      node.forEach((cell, offset) => {
        if (cell.type !== wanted) tr.setNodeMarkup(at + 1 + offset, wanted, cell.attrs)
      })
      return false
    })
    return tr.docChanged ? tr : null
  },
})

const roomAtTheEnd = new Plugin({
  appendTransaction(transactions, _before, state) {
    const { doc, tr } = state
    return transactions.some((one) => one.docChanged) && needsRoom(doc.lastChild) ? tr.insert(doc.content.size, nodes.paragraph.create()) : null
  },
})

export const plugins = (run) => [
  habits,
  keys(run),
  keymap({ Enter: chainCommands(enterInTable, enterInFootnote, splitListItem(nodes.list_item)) }),
  keymap(baseKeymap),
  history(),
  tableEditing(),
  headersFirst,
  roomAtTheEnd,
]
