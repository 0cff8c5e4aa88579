// A second press of the same button, on a slow line, must not send twice.
export function submitOnce() {
  for (const form of document.querySelectorAll('form[method="post" i]')) {
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return
      if (form.dataset.sent) return event.preventDefault()
      form.dataset.sent = 'true'
      form.setAttribute('aria-busy', 'true')
    })
  }
  // Back from the browser's memory: the form may be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent
      form.removeAttribute('aria-busy')
    }
  })
}
