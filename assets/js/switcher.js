// The board switcher is a <details>: Escape or a press elsewhere closes it.
export function closeSwitchers() {
  const open = () => document.querySelectorAll('.gt-switcher[open]')
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    open().forEach((switcher) => {
      switcher.open = false
      switcher.querySelector('summary').focus()
    })
  })
  document.addEventListener('click', (event) => {
    open().forEach((switcher) => {
      if (!switcher.contains(event.target)) switcher.open = false
    })
  })
}
