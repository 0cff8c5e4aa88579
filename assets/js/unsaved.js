// Asks before a page with typed but unsaved text is left: form[data-warn-unsaved] and every form with a draft.
const fields = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString()

export function warnUnsaved() {
  const forms = [...document.querySelectorAll('form[data-warn-unsaved], form[data-draft-key]')]
  if (!forms.length) return
  const before = new Map(forms.map((form) => [form, form.dataset.restored ? null : fields(form)]))
  let leaving = false
  forms.forEach((form) =>
    form.addEventListener('submit', () => {
      leaving = true
    }),
  )
  window.addEventListener('pageshow', () => {
    leaving = false
  })
  window.addEventListener('beforeunload', (event) => {
    if (!leaving && forms.some((form) => fields(form) !== before.get(form))) event.preventDefault()
  })
}
