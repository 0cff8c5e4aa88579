// [data-poll="address"]: asks every two seconds for a fragment and puts it in place, until the fragment holds
// [data-poll-done]; where that names an address, the page goes there. Without script the link inside does the work.
const EVERY = 2000
const GIVE_UP_AFTER = 5 // failures in a row

async function ask(region, failures) {
  try {
    const answer = await fetch(region.dataset.poll, { headers: { 'X-Requested-With': 'fetch' }, credentials: 'same-origin' })
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`)
    const text = await answer.text()
    if (text !== region.dataset.last) region.innerHTML = text
    region.dataset.last = text
    failures = 0
  } catch {
    failures += 1
  }
  const done = region.querySelector('[data-poll-done]')
  if (done) {
    if (done.dataset.pollDone) window.location.assign(done.dataset.pollDone)
    return
  }
  if (failures >= GIVE_UP_AFTER) {
    region.textContent = 'We have lost touch with the server. Refresh this page to see how far it is.'
    return
  }
  setTimeout(() => ask(region, failures), EVERY)
}

export function poll() {
  for (const region of document.querySelectorAll('[data-poll]')) {
    region.querySelectorAll('[data-poll-fallback]').forEach((element) => {
      element.hidden = true
    })
    setTimeout(() => ask(region, 0), EVERY)
  }
}
