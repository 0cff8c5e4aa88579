// Clipboard HTML made harmless and plain: real lists, real emphasis, real tables; no styles, no pictures, no smart tags.
const LIST_MARK = /^(?:\(?(?:\d{1,3}|[a-z]|[ivxlc]+)[.)]|[·•o§▪‣–-])\s+/i
const NUMBERED = /^\(?(?:\d{1,3}|[a-z]|[ivxlc]+)[.)]/i

/** Word writes a list as paragraphs with "mso-list:l0 level1"; make it the list that it looks like. */
function listLevel(element) {
  const found = /mso-list:[^;]*level(\d+)/i.exec(element.dataset.style ?? '')
  if (found) return Number(found[1])
  return /MsoListParagraph/i.test(element.className) && LIST_MARK.test(element.textContent.trim()) ? 1 : 0
}

function takeMark(element) {
  let mark = ''
  for (const span of [...element.querySelectorAll('span[data-style*="mso-list"]')]) {
    if (/mso-list:\s*ignore/i.test(span.dataset.style)) {
      mark += span.textContent.trim()
      span.remove()
    }
  }
  if (mark) return mark
  const first = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
  const found = first && LIST_MARK.exec(first.data.trimStart())
  if (!found) return ''
  first.data = first.data.trimStart().slice(found[0].length)
  return found[0].trim()
}

function realLists(body) {
  let open = [] // the lists that are open now, outermost first
  for (const paragraph of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const level = listLevel(paragraph)
    const follows = open.length && paragraph.previousElementSibling === open[0]
    if (!follows) open = []
    if (!level) continue
    const tag = NUMBERED.test(takeMark(paragraph)) ? 'ol' : 'ul'
    open = open.slice(0, level)
    while (open.length < level) {
      const list = document.createElement(tag)
      if (!open.length) paragraph.before(list)
      else (open.at(-1).lastElementChild ?? open.at(-1).appendChild(document.createElement('li'))).append(list)
      open.push(list)
    }
    const item = document.createElement('li')
    item.append(...paragraph.childNodes)
    open.at(-1).append(item)
    paragraph.remove()
  }
}

/** Bold and italic are often only a style in Word and Google Docs. */
function realEmphasis(body) {
  for (const span of [...body.querySelectorAll('span[data-style]')]) {
    const style = span.dataset.style
    const bold = /font-weight:\s*(?:bold|[6-9]00)/i.test(style)
    const italic = /font-style:\s*italic/i.test(style)
    if (!bold && !italic) continue
    const mark = document.createElement(bold ? 'strong' : 'em')
    mark.append(...span.childNodes)
    span.append(mark)
  }
  // Google Docs wraps everything in a <b style="font-weight:normal">; Word's "mso-bidi-font-weight" says nothing of it
  for (const fake of [...body.querySelectorAll('b[data-style]')]) {
    if (/(?:^|[;\s])font-weight:\s*normal/i.test(fake.dataset.style)) fake.replaceWith(...fake.childNodes)
  }
}

/** Markdown's tables have one line in a cell, no merged cells, and their headings in the first row. */
function realTables(body) {
  for (const table of body.querySelectorAll('table')) {
    for (const cell of [...table.querySelectorAll('td, th')]) {
      if (!cell.parentElement) continue // it stood in a table inside a cell, which is words by now
      cell.querySelectorAll('br, p, li, div').forEach((element) => element.after(' '))
      flat(cell)
      for (let more = cell.colSpan; more > 1; more -= 1) cell.after(document.createElement('td'))
      spread(cell)
      cell.removeAttribute('colspan')
      cell.removeAttribute('rowspan')
    }
    table.querySelectorAll('caption, colgroup').forEach((element) => element.remove())
    const first = table.querySelector('tr')
    for (const cell of [...(first?.querySelectorAll('td') ?? [])]) {
      const heading = document.createElement('th')
      heading.append(...cell.childNodes)
      cell.replaceWith(heading)
    }
    table.querySelectorAll('th b, th strong').forEach((bold) => bold.replaceWith(...bold.childNodes)) // it is one by itself
  }
}

/** One paragraph of a cell: bold, italic and links stay, its blocks become words after each other. */
function flat(cell) {
  for (const block of [...cell.querySelectorAll('p, div, ul, ol, li, br, h1, h2, h3, h4, h5, h6, table, tbody, tr, td, th')]) {
    block.replaceWith(...block.childNodes)
  }
}

/** A cell that reaches over rows leaves an empty one in each row below it. */
function spread(cell) {
  const column = [...cell.parentElement.children].indexOf(cell)
  let row = cell.parentElement
  for (let more = cell.rowSpan; more > 1; more -= 1) {
    row = row.nextElementSibling
    if (!row) return
    row.insertBefore(document.createElement('td'), row.children[column] ?? null)
  }
}

/** Takes away what is never kept; returns how many pictures were among it. */
function strip(body) {
  const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const found = []
  while (comments.nextNode()) found.push(comments.currentNode)
  found.forEach((comment) => comment.remove())
  const pictures = body.querySelectorAll('img, svg, picture, canvas, object, v\\:imagedata').length
  const never = 'style, script, meta, link, title, xml, img, svg, picture, canvas, object, iframe, video, audio, del, input, button'
  body.querySelectorAll(never).forEach((element) => element.remove())
  for (const element of [...body.querySelectorAll('*')]) {
    if (element.localName.includes(':')) element.replaceWith(...element.childNodes) // o:p, w:sdt, v:shape
  }
  return pictures
}

export function safeAddress(href) {
  return /^(?:https?:|mailto:)/i.test(href ?? '') ? href : ''
}

function safeLinks(body) {
  for (const link of [...body.querySelectorAll('a')]) {
    if (!safeAddress(link.getAttribute('href')) || !link.textContent.trim()) link.replaceWith(...link.childNodes)
  }
}

/** Our content policy forbids styles and handlers even in a document that is only parsed: put them out of its reach. */
function harmless(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, ' data-$1='))
}

/** The clipboard's body, cleaned, and how many pictures it had. */
export function cleaned(html) {
  const { body } = new DOMParser().parseFromString(harmless(html), 'text/html')
  const pictures = strip(body)
  realLists(body)
  realEmphasis(body)
  safeLinks(body)
  body.querySelectorAll('p').forEach((paragraph) => paragraph.textContent.trim() || paragraph.remove()) // of a picture
  return { body, pictures, realTables: () => realTables(body) }
}
