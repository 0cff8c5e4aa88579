// Footnotes for markdown-it: [^1] in a line, and "[^1]: …" as a paragraph of its own.
const DEFINITION = /^\[\^([^\]\s]{1,40})\]:[ \t]*(\S.*)?$/
const REFERENCE = /^\[\^([^\]\s]{1,40})\]/
const BEGINS_A_BLOCK = /^(?:#{1,6}(?:\s|$)|>|\||`{3}|~{3}|[*+-](?:\s|$)|(?:[*_-][ \t]*){3,}$|\d{1,9}[.)](?:\s|$)|[=-]+\s*$| {4}|\t)/

const lineOf = (state, line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line])

/** A note of one paragraph; what is more than that, or stands inside a list, is kept as it is written. */
function definition(state, start, end, silent) {
  if (state.sCount[start] - state.blkIndent >= 4) return false
  const found = DEFINITION.exec(lineOf(state, start))
  if (!found) return false
  if (silent) return true
  state.env.footnotes = { ...state.env.footnotes, [`^${found[1]}`]: true }
  let next = start + 1
  while (next < end && !state.isEmpty(next) && !DEFINITION.test(lineOf(state, next))) next += 1
  const lines = [found[2] ?? '', ...Array.from({ length: next - start - 1 }, (_, at) => lineOf(state, start + 1 + at))]
  let after = next
  while (after < end && state.isEmpty(after)) after += 1
  if (after < end && state.sCount[after] >= 4) return several(state, start, after, end)
  if (state.level > 0 || !found[2] || lines.some((line) => BEGINS_A_BLOCK.test(line) || DEFINITION.test(line))) return kept(state, start, next)
  push(state, 'footnote_open', 1, found[1], [start, next])
  const inline = state.push('inline', '', 0)
  Object.assign(inline, { content: lines.join('\n').trim(), map: [start, next], children: [] })
  push(state, 'footnote_close', -1, found[1])
  state.line = next
  return true
}

function push(state, type, nesting, label, map = null) {
  const token = state.push(type, 'div', nesting)
  Object.assign(token, { block: true, map, meta: { label } })
}

function several(state, start, from, end) {
  let next = from
  const goesOn = (line) => state.sCount[line] >= 4 || (!state.isEmpty(line - 1) && !DEFINITION.test(lineOf(state, line)))
  while (next < end && (state.isEmpty(next) || goesOn(next))) next += 1
  return kept(state, start, next)
}

function kept(state, start, next) {
  const token = state.push('kept', '', 0)
  Object.assign(token, { block: true, map: [start, next], content: state.getLines(start, next, 0, false).trimEnd() })
  state.line = next
  return true
}

function reference(state, silent) {
  const found = REFERENCE.exec(state.src.slice(state.pos, state.posMax))
  if (!found || !state.env.footnotes?.[`^${found[1]}`]) return false
  if (!silent) state.push('footnote_reference', 'sup', 0).meta = { label: found[1] }
  state.pos += found[0].length
  return true
}

export function footnotes(md) {
  md.block.ruler.before('reference', 'footnote', definition, { alt: ['paragraph', 'reference'] })
  md.inline.ruler.after('link', 'footnote_reference', reference) // [^1](address) is a link
  md.renderer.rules.footnote_reference = (tokens, at) => `<sup>${md.utils.escapeHtml(tokens[at].meta.label)}</sup>`
  md.renderer.rules.kept = (tokens, at) => md.utils.escapeHtml(tokens[at].content)
}

/** Definitions of link addresses, which the parser takes in without a word, as text that is kept. */
export function keptReferences(md) {
  const { fn } = md.block.ruler.__rules__.find((rule) => rule.name === 'reference')
  md.block.ruler.at('reference', (state, start, end, silent) => {
    if (!fn(state, start, end, silent)) return false
    if (!silent) kept(state, start, state.line)
    return true
  })
}
