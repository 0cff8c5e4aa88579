// The address of a link, asked for in a line under the toolbar. Nothing here has a name: it is not part of the form.
import { TextSelection } from 'prosemirror-state'

import { hasMark } from './actions.js'
import { schema } from './schema.js'
import { element } from './toolbar.js'

const { link } = schema.marks
let count = 0

/** An address as a link may have it: of the web, of mail, or a place in the same paper; empty where it is none. */
export function address(typed) {
  const text = typed.trim()
  if (/^(?:https?:\/\/|mailto:)\S+$/i.test(text) || /^#[\w-]+$/.test(text)) return text
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`
  return /^[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$/.test(text) ? `https://${text}` : ''
}

/** The stretch of the link that the cursor is in. */
function around({ $from }) {
  const found = link.isInSet($from.marks())
  if (!found) return null
  let [from, to] = [$from.start(), $from.start()]
  let whole = null
  $from.parent.forEach((node, offset) => {
    to = $from.start() + offset + node.nodeSize
    if (!found.isInSet(node.marks)) from = to
    else if (from <= $from.pos && $from.pos <= to) whole = { from, to, href: found.attrs.href }
  })
  return whole
}

export class LinkForm {
  constructor(view, said) {
    this.view = view
    this.said = said
    count += 1
    const field = (name, label, attributes = {}) => {
      const input = element('input', { id: `gt-link-${count}-${name}`, class: 'govuk-input', type: 'text', ...attributes })
      return [element('label', { class: 'govuk-label', for: input.id }, label), input]
    }
    const button = (label, act) => {
      const made = element('button', { type: 'button', class: 'gt-editor__button' }, label)
      made.addEventListener('click', act)
      return made
    }
    const [wordsLabel, words] = field('words', 'Words of the link')
    const [addressLabel, box] = field('address', 'Address', { inputmode: 'url', spellcheck: 'false', 'aria-describedby': `gt-link-${count}-error` })
    Object.assign(this, { words, box })
    this.wordsRow = element('div', {}, wordsLabel, words)
    this.error = element('p', { class: 'govuk-error-message', id: `gt-link-${count}-error`, hidden: '' })
    this.remove = button('Remove link', () => this.#done((state) => this.#without(state)))
    this.dom = element(
      'div', { class: 'gt-editor__link', role: 'group', 'aria-label': 'Link', hidden: '' },
      this.wordsRow, element('div', {}, addressLabel, this.error, box),
      element('div', { class: 'gt-editor__group' }, button('Set link', () => this.#set()), this.remove, button('Cancel', () => this.close())),
    )
    this.dom.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close()
      if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return
      event.preventDefault() // it would send the whole form
      this.#set()
    })
  }

  open() {
    const { state } = this.view
    this.found = around(state.selection)
    this.wordsRow.hidden = Boolean(this.found) || !state.selection.empty
    this.remove.hidden = !hasMark(state, link)
    this.words.value = ''
    this.box.value = this.found?.href ?? ''
    this.#complain('')
    this.dom.hidden = false
    ;(this.wordsRow.hidden ? this.box : this.words).focus()
  }

  close() {
    this.dom.hidden = true
    this.view.focus()
  }

  #complain(text) {
    this.error.textContent = text
    this.error.hidden = !text
    if (text) this.box.setAttribute('aria-invalid', 'true')
    else this.box.removeAttribute('aria-invalid')
  }

  #set() {
    const href = address(this.box.value)
    if (!href) {
      this.#complain('Enter an address, like https://www.gov.uk or name@example.com')
      this.box.focus()
      return
    }
    this.#done((state) => this.#with(state, href), 'Link set.')
  }

  #done(change, said = 'Link removed.') {
    this.view.dispatch(change(this.view.state).scrollIntoView())
    this.said(said)
    this.close()
  }

  #range(state) {
    return this.found ?? state.selection
  }

  #without(state) {
    const { from, to } = this.#range(state)
    return state.tr.removeMark(from, to, link)
  }

  #with(state, href) {
    const mark = link.create({ href })
    const { from, to } = this.#range(state)
    if (from !== to) return state.tr.removeMark(from, to, link).addMark(from, to, mark)
    const words = this.words.value.trim() || href.replace(/^mailto:/, '')
    const tr = state.tr.insert(from, schema.text(words, [mark]))
    return tr.setSelection(TextSelection.create(tr.doc, from + words.length)).removeStoredMark(link)
  }
}
