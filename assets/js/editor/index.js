// An editor that shows the formatting, over textarea[data-editor]. The textarea stays the form's field: it holds the
// Markdown, is written at every change and at none before the first, and is there to be typed in by who prefers it.
import { Slice } from 'prosemirror-model'
import { AllSelection, EditorState, Selection } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'

import { cleaned } from '../clipboard.js'
import { LinkForm } from './link-form.js'
import { plugins } from './plugins.js'
import { schema } from './schema.js'
import { Source } from './source.js'
import { element, Toolbar } from './toolbar.js'

const PREFERENCE = 'gt-editor-markdown'
const LONGEST = 300_000 // characters: more is edited as Markdown, where the browser alone does the work

function prefersMarkdown(set) {
  try {
    if (set !== undefined) localStorage.setItem(PREFERENCE, set ? 'yes' : 'no')
    return localStorage.getItem(PREFERENCE) === 'yes'
  } catch {
    return false // storage is switched off
  }
}

class Editor {
  constructor(box) {
    this.box = box
    this.id = box.id
    this.label = box.labels[0]
    this.status = element('p', { class: 'govuk-visually-hidden', role: 'status' })
    this.note = element('p', { class: 'gt-editor__said', role: 'status' })
    this.source = new Source(box.value)
    this.toolbar = new Toolbar({
      controls: this.id, isRich: box.dataset.editor === 'rich',
      run: (action) => this.run(action), toMarkdown: () => this.show(true, { focus: true }),
    })
    this.page = element('div', { class: 'gt-editor__page' })
    this.formatted = element('button', { type: 'button', class: 'gt-editor__button gt-editor__button--switch' }, 'Edit with formatting')
    this.formatted.addEventListener('click', () => this.show(false, { focus: true }))
    this.view = new EditorView(this.page, {
      state: this.state(),
      attributes: this.attributes(),
      dispatchTransaction: (tr) => this.dispatch(tr),
      transformPastedHTML: (html) => this.clean(html),
      clipboardTextParser: (text) => new Slice(new Source(text.replace(/\r\n?/g, '\n')).doc.content, 1, 1),
      clipboardTextSerializer: (slice) => this.plain(slice),
      handleKeyDown: (_view, event) => event.altKey && event.key === 'F10' && (this.toolbar.focus(), true),
      handleDOMEvents: {
        focus: () => this.box.dispatchEvent(new Event('focus')) && false, // the counter of words listens there
        blur: () => this.box.dispatchEvent(new Event('blur')) && false,
      },
    })
    this.link = new LinkForm(this.view, (text) => this.say(text))
    this.build()
  }

  state() {
    return EditorState.create({ doc: this.source.doc, plugins: plugins((action) => this.run(action)) })
  }

  attributes() {
    const { box, label } = this
    if (label && !label.id) label.id = `${this.id}_label`
    const described = [box.getAttribute('aria-describedby'), `${this.id}_keys`].filter(Boolean).join(' ')
    return {
      id: this.id, role: 'textbox', 'aria-multiline': 'true', class: 'gt-editor__text gt-prose',
      'aria-labelledby': label?.id ?? '', 'aria-describedby': described, spellcheck: 'true',
      ...(box.getAttribute('aria-invalid') && { 'aria-invalid': 'true' }),
    }
  }

  build() {
    const { box } = this
    const hint = element('p', { id: `${this.id}_keys`, hidden: '' }, 'Formatted text. Alt and F10 goes to the formatting tools.')
    this.dom = element('div', { class: 'gt-editor' }, this.toolbar.dom, this.link.dom, this.formatted, this.page, hint, this.note, this.status)
    this.dom.classList.toggle('gt-editor--error', box.matches('.govuk-textarea--error'))
    const rows = Math.min(Math.max(Number(box.rows) || 8, 3), 20)
    this.dom.classList.add(rows < 6 ? 'gt-editor--short' : rows > 12 ? 'gt-editor--tall' : 'gt-editor--middle')
    const chosen = document.activeElement === box && { from: box.selectionStart, to: box.selectionEnd }
    box.before(this.dom)
    this.page.after(box)
    this.label?.addEventListener('click', () => this.isMarkdown || this.view.focus())
    box.addEventListener('input', () => this.changedOutside())
    this.show(prefersMarkdown())
    this.toolbar.update(this.view.state)
    if (chosen) this.takeOver(chosen)
  }

  /** Somebody was in the box before the editor was there: they go on where they were, as far as that can be known. */
  takeOver({ from, to }) {
    const { doc, tr } = this.view.state
    const { length } = this.box.value
    const isAll = length > 0 && from === 0 && to === length
    this.view.dispatch(tr.setSelection(isAll ? new AllSelection(doc) : from < length ? Selection.atStart(doc) : Selection.atEnd(doc)))
    this.focus()
  }

  /** The visible one of the two carries the id, so that label, error link and tests find the box that is there. */
  show(asMarkdown, { focus = false } = {}) {
    this.isMarkdown = asMarkdown
    this.box.id = asMarkdown ? this.id : `${this.id}_markdown`
    this.view.setProps({ attributes: asMarkdown ? {} : this.attributes() })
    this.box.dataset.formatted = asMarkdown ? '' : this.id
    this.box.hidden = !asMarkdown
    this.formatted.hidden = !asMarkdown
    this.page.hidden = asMarkdown
    this.toolbar.dom.hidden = asMarkdown
    this.link.dom.hidden = true
    if (!focus) return
    prefersMarkdown(asMarkdown)
    this.focus()
    this.say(asMarkdown ? 'The text as Markdown.' : 'The text with its formatting.')
  }

  focus() {
    if (this.isMarkdown) this.box.focus()
    else this.view.focus()
  }

  say(text) {
    this.status.textContent = text
  }

  run(action) {
    this.view.domObserver.flush() // what was chosen a moment ago, by a fast hand or by voice
    if (action.opens === 'link') {
      this.link.open()
      return true
    }
    if (!action.run(this.view.state, (tr) => this.view.dispatch(tr), this.view)) return false
    if (action.says) this.say(action.says)
    this.view.focus()
    return true
  }

  dispatch(tr) {
    const state = this.view.state.apply(tr)
    this.view.updateState(state)
    this.toolbar.update(state)
    if (tr.docChanged) this.write(state.doc)
  }

  write(doc) {
    const text = this.source.write(doc)
    if (text === this.box.value) return
    this.box.value = text
    this.writing = true
    this.box.dispatchEvent(new Event('input', { bubbles: true })) // drafts are kept of it
    this.box.dispatchEvent(new Event('keyup')) // words are counted
    this.writing = false
  }

  /** A draft was put back, or somebody types Markdown: what is shown follows. */
  changedOutside() {
    if (this.writing) return
    this.source = new Source(this.box.value)
    this.view.updateState(this.state())
    this.toolbar.update(this.view.state)
  }

  clean(html) {
    if (/data-pm-slice/.test(html)) return html // our own
    const clean = cleaned(html)
    clean.realTables()
    for (const heading of clean.body.querySelectorAll('h1, h3, h4, h5, h6')) {
      const own = document.createElement(heading.localName === 'h1' ? 'h2' : heading.localName === 'h3' ? 'h3' : 'h4')
      own.append(...heading.childNodes)
      heading.replaceWith(own)
    }
    clean.body.querySelectorAll('ul, ol').forEach((list) => list.setAttribute('data-tight', 'true'))
    this.note.textContent = clean.pictures ? `${LEFT_OUT[clean.pictures] ?? `${clean.pictures} pictures were`} left out: a text holds no pictures.` : ''
    return clean.body.innerHTML.replaceAll('&nbsp;', ' ')
  }

  plain(slice) {
    const { content } = slice
    return content.firstChild?.isBlock ? new Source('').write(schema.node('doc', null, content)) : content.textBetween(0, content.size)
  }
}

const LEFT_OUT = { 1: 'One picture was' }

export function enhance(box) {
  if (box.value.length > LONGEST || box.readOnly || box.disabled) return null
  return new Editor(box)
}
