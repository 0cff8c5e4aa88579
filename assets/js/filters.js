// form[data-filter]: a change is applied at once, the address follows, and the count is spoken.
// [data-results] is what is swapped; [data-result-count] inside it holds the sentence, such as "3 priorities".
function speak(text) {
  const status = document.querySelector('[data-filter-status]')
  if (status) status.textContent = text ?? ''
}

const count = (root) => root.querySelector('[data-result-count]')?.textContent.trim()

async function show(address, asked) {
  const answer = await fetch(address, { credentials: 'same-origin', signal: asked.signal })
  if (!answer.ok || answer.redirected) return window.location.assign(address)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.querySelector('[data-results]')
  const stale = document.querySelector('[data-results]')
  if (!fresh || !stale) return window.location.assign(address)
  stale.replaceChildren(...fresh.childNodes)
  speak(count(stale))
  history.replaceState(null, '', address)
}

export function announceFilters() {
  const form = document.querySelector('form[data-filter]')
  if (!form) return
  let asked
  const apply = () => {
    asked?.abort()
    asked = new AbortController()
    const chosen = [...new FormData(form)].filter(([, value]) => value !== '')
    const address = new URL(form.action)
    address.search = new URLSearchParams(chosen).toString()
    show(address, asked).catch((error) => {
      if (error.name !== 'AbortError') form.submit()
    })
  }
  form.addEventListener('change', (event) => {
    if (!event.target.matches('input[type="text"], input[type="search"]')) apply()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    apply()
  })
  // A page opened with a filter in its address says its count too, once the reader has settled.
  if (window.location.search) setTimeout(() => speak(count(document)), 800)
}
