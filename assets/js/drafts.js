// Keeps what is typed in form[data-draft-key] on this computer until the server says it has it.
// The key is "user:page:version". A page that was saved carries [data-draft-saved="user:page:version"].
const PREFIX = 'gt-draft:'
const DAYS_KEPT = 14

const stem = (key) => key.slice(0, key.lastIndexOf(':') + 1)

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name))
  } catch {
    return null
  }
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))
  } catch {
    return [] // storage is switched off: the page works, only without drafts
  }
}

function forgetSaved() {
  for (const element of document.querySelectorAll('[data-draft-saved]')) {
    localStorage.removeItem(PREFIX + element.dataset.draftSaved)
  }
}

function forgetOld() {
  const oldest = Date.now() - DAYS_KEPT * 24 * 60 * 60 * 1000
  for (const name of names()) {
    const draft = read(name)
    if (!draft || draft.at < oldest) localStorage.removeItem(name)
  }
}

/** Signing out on purpose leaves nothing on a shared computer; a session that merely ends does. */
function forgetOnSignOut() {
  for (const form of document.querySelectorAll('form[data-sign-out]')) {
    form.addEventListener('submit', () => names().forEach((name) => localStorage.removeItem(name)))
  }
}

const boxes = (form) => [...form.querySelectorAll('textarea[name]')]
const texts = (form) => Object.fromEntries(boxes(form).map((box) => [box.name, box.value]))

function put(form, values) {
  for (const box of boxes(form)) {
    if (box.name in values) {
      box.value = values[box.name]
      box.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }
}

function notice(form, sentence, buttonText, act) {
  const box = document.createElement('div')
  box.className = 'gt-draft-notice'
  box.setAttribute('role', 'status')
  const words = document.createElement('p')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'gt-link-button'
  button.textContent = buttonText
  button.addEventListener('click', () => {
    act()
    box.remove()
    const [first] = boxes(form)
    document.getElementById(first?.dataset.formatted || first?.id)?.focus() // the editor stands before a hidden box
  })
  box.append(words, button)
  form.prepend(box)
  // A live region speaks only of what changes once it is in the page.
  requestAnimationFrame(() => {
    words.textContent = sentence
  })
}

function offer(form, key) {
  const saved = texts(form)
  const differs = (draft) => draft && Object.entries(draft.texts).some(([name, text]) => name in saved && saved[name] !== text)
  const own = read(PREFIX + key)
  if (differs(own)) {
    put(form, own.texts)
    form.dataset.restored = 'true'
    notice(form, 'Text you had not saved is back in the box.', 'Discard it and show the saved text', () => {
      put(form, saved)
      localStorage.removeItem(PREFIX + key)
    })
    return
  }
  const older = names().find((name) => name !== PREFIX + key && stem(name) === stem(PREFIX + key) && differs(read(name)))
  if (older) {
    const draft = read(older)
    notice(form, 'You have text that was not saved before this page was changed.', 'Show my text in the box', () => {
      put(form, draft.texts)
      localStorage.removeItem(older)
    })
  }
}

export function keepDrafts() {
  forgetSaved()
  forgetOld()
  forgetOnSignOut()
  for (const form of document.querySelectorAll('form[data-draft-key]')) {
    const key = form.dataset.draftKey
    offer(form, key)
    let timer
    const keep = () => {
      try {
        localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), texts: texts(form) }))
      } catch {
        // full or switched off: nothing to do, the server still has the last save
      }
    }
    form.addEventListener('input', (event) => {
      if (!event.target.matches('textarea')) return
      clearTimeout(timer)
      timer = setTimeout(keep, 400)
    })
    // Kept on the way out too: if the session has ended, the text waits here for after the sign-in.
    form.addEventListener('submit', keep)
  }
}
