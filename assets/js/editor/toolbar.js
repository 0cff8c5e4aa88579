// The toolbar: one stop of the Tab key, arrows inside it, pressed states, and groups that come with the cursor.
import { ACTIONS } from './actions.js'

const onMac = /Mac|iP(?:hone|ad)/.test(navigator.platform)

const spoken = (keys) => keys?.replace('Mod', onMac ? 'Meta' : 'Control').replaceAll('-', '+')
const shown = (keys) => keys?.replace('Mod', onMac ? '⌘' : 'Ctrl').replaceAll('-', '+').replace(/\+(\w)$/, (_, key) => `+${key.toUpperCase()}`)

function element(tag, attributes, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) if (value != null) made.setAttribute(name, value)
  made.append(...children)
  return made
}

function button(action) {
  return element(
    'button',
    {
      type: 'button', class: 'gt-editor__button', 'data-action': action.name, tabindex: '-1',
      'aria-pressed': action.on ? 'false' : null, 'aria-keyshortcuts': spoken(action.keys),
      title: action.keys ? `${action.label} (${shown(action.keys)})` : null,
    },
    action.label,
  )
}

export class Toolbar {
  /** `run(action)` does it; `toMarkdown()` leaves the formatted view. */
  constructor({ controls, isRich, run, toMarkdown }) {
    this.actions = ACTIONS.filter((action) => isRich || !action.rich)
    this.buttons = new Map(this.actions.map((action) => [action, button(action)]))
    this.groups = new Map()
    this.dom = element('div', { role: 'toolbar', class: 'gt-editor__toolbar', 'aria-label': 'Formatting', 'aria-controls': controls })
    for (const [action, made] of this.buttons) {
      if (!this.groups.has(action.group)) this.#group(action.group)
      this.groups.get(action.group).append(made)
      made.addEventListener('click', () => run(action))
    }
    this.markdown = element('button', { type: 'button', class: 'gt-editor__button gt-editor__button--switch', tabindex: '-1' }, 'Edit as Markdown')
    this.markdown.addEventListener('click', toMarkdown)
    this.groups.get('text').append(this.markdown)
    // A press of the mouse must not take the selection out of the text.
    this.dom.addEventListener('mousedown', (event) => event.preventDefault())
    this.dom.addEventListener('keydown', (event) => this.#move(event))
    this.dom.addEventListener('focusin', (event) => this.#rove(event.target))
    this.#rove(this.#stops()[0])
  }

  #group(name) {
    const said = { text: null, list: 'List', table: 'Table' }[name]
    const made = element('div', { class: 'gt-editor__group', role: said ? 'group' : null, 'aria-label': said })
    this.groups.set(name, made)
    this.dom.append(made)
  }

  #stops() {
    return [...this.dom.querySelectorAll('button')].filter((one) => !one.closest('[hidden]'))
  }

  #rove(to) {
    for (const one of this.dom.querySelectorAll('button')) one.tabIndex = one === to ? 0 : -1
  }

  #move(event) {
    const stops = this.#stops()
    const at = stops.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    stops[(to + stops.length) % stops.length].focus()
  }

  focus() {
    this.dom.querySelector('button[tabindex="0"]')?.focus()
  }

  update(state) {
    for (const [action, made] of this.buttons) {
      if (action.on) made.setAttribute('aria-pressed', String(action.on(state)))
      // Not `disabled`: that would take the focus away from whoever stands on it.
      if (action.run) made.setAttribute('aria-disabled', String(!action.run(state)))
    }
    for (const [name, group] of this.groups) {
      const { when } = this.actions.find((action) => action.group === name)
      group.hidden = !when(state)
    }
    if (!this.#stops().some((one) => one.tabIndex === 0)) this.#rove(this.#stops()[0])
  }
}

export { element }
