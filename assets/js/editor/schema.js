// What the editor knows: CommonMark without pictures and HTML, tables, footnotes; and `raw`, kept as it is written.
import { schema as commonmark } from 'prosemirror-markdown'
import { Schema } from 'prosemirror-model'
import { tableNodes } from 'prosemirror-tables'

const align = {
  default: null,
  getFromDOM: (cell) => cell.dataset.align ?? null,
  setDOMAttr: (value, attrs) => {
    if (value) attrs['data-align'] = value
  },
}

// A Markdown cell holds one line: a paragraph and nothing else.
const tables = tableNodes({ tableGroup: 'block', cellContent: 'paragraph', cellAttributes: { align } })

const footnote = {
  content: 'inline*',
  attrs: { label: { default: '1' } },
  defining: true,
  parseDOM: [{ tag: 'div[data-footnote]', getAttrs: (dom) => ({ label: dom.dataset.footnote }), contentElement: 'p' }],
  toDOM: (node) => [
    'div',
    { class: 'gt-editor__footnote', 'data-footnote': node.attrs.label },
    ['span', { class: 'gt-editor__footnote-label', contenteditable: 'false' }, `Footnote ${node.attrs.label}`],
    ['p', 0],
  ],
}

const footnoteReference = {
  inline: true,
  group: 'inline',
  atom: true,
  attrs: { label: { default: '1' } },
  parseDOM: [{ tag: 'sup[data-footnote]', getAttrs: (dom) => ({ label: dom.dataset.footnote }) }],
  toDOM: (node) => ['sup', { class: 'gt-editor__note', 'data-footnote': node.attrs.label }, `[${node.attrs.label}]`],
}

const raw = {
  content: 'text*',
  marks: '',
  group: 'block',
  code: true,
  defining: true,
  parseDOM: [{ tag: 'pre.gt-editor__raw', preserveWhitespace: 'full', priority: 60 }],
  toDOM: () => ['pre', { class: 'gt-editor__raw' }, 0],
}

/** Paper and page set the levels below the field's own heading; here the second level is the first. */
const headingTag = (level) => `h${Math.min(Math.max(level, 2), 6)}`

export const schema = new Schema({
  nodes: commonmark.spec.nodes
    .remove('image')
    .update('doc', { content: '(block | footnote)+' })
    .update('heading', { ...commonmark.spec.nodes.get('heading'), content: '(text | footnote_reference)*', toDOM: (node) => [headingTag(node.attrs.level), 0] })
    .append(tables)
    .append({ footnote, footnote_reference: footnoteReference, raw }),
  marks: commonmark.spec.marks,
})
