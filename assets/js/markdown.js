// Clipboard HTML to the little Markdown that the product keeps: headings, lists, links, bold and italic.
import TurndownService from 'turndown'

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
  // Google Docs wraps everything in a <b style="font-weight:normal">
  for (const fake of [...body.querySelectorAll('b[data-style*="font-weight:normal"], b[data-style*="font-weight: normal"]')]) {
    fake.replaceWith(...fake.childNodes)
  }
}

function strip(body) {
  const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const found = []
  while (comments.nextNode()) found.push(comments.currentNode)
  found.forEach((comment) => comment.remove())
  body.querySelectorAll('style, script, meta, link, xml, img, svg, object, iframe, del').forEach((element) => element.remove())
  for (const element of [...body.querySelectorAll('*')]) {
    if (element.localName.includes(':')) element.replaceWith(...element.childNodes) // o:p, w:sdt, v:shape
  }
}

function safeAddress(href) {
  return /^(?:https?:|mailto:)/i.test(href ?? '') ? href : ''
}

function converter() {
  const service = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', emDelimiter: '*', strongDelimiter: '**' })
  service.addRule('link', {
    filter: 'a',
    replacement: (content, node) => {
      const address = safeAddress(node.getAttribute('href'))
      return address && content.trim() ? `[${content.trim()}](${address})` : content
    },
  })
  // One level of heading is the page's own; what people paste starts below it.
  service.addRule('heading', {
    filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    replacement: (content, node) => {
      const words = content.replace(/\*\*/g, '').trim()
      return words ? `\n\n${Number(node.nodeName[1]) <= 2 ? '##' : '###'} ${words}\n\n` : ''
    },
  })
  // Code, quotations and rules are not part of what we keep: their words stay, their marks go.
  service.addRule('plain', { filter: ['code', 'pre', 'kbd', 'u', 's', 'sub', 'sup'], replacement: (content) => content })
  service.addRule('quote', { filter: 'blockquote', replacement: (content) => `\n\n${content.trim()}\n\n` })
  service.addRule('rule', { filter: 'hr', replacement: () => '\n\n' })
  service.addRule('cell', { filter: ['td', 'th'], replacement: (content) => `${content.replace(/\s+/g, ' ').trim()} ` })
  service.addRule('row', { filter: 'tr', replacement: (content) => `\n\n${content.trim()}` })
  service.addRule('item', {
    filter: 'li',
    replacement: (content, node) => {
      const list = node.parentNode
      const number = [...list.children].filter((child) => child.nodeName === 'LI').indexOf(node) + 1
      const mark = list.nodeName === 'OL' ? `${number}. ` : '- '
      const text = content.replace(/^\s+|\s+$/g, '').replace(/\n{2,}/g, '\n').replace(/\n/g, `\n${' '.repeat(mark.length)}`)
      return `${mark}${text}${node.nextElementSibling ? '\n' : ''}`
    },
  })
  return service
}

/** Our content policy forbids styles and handlers even in a document that is only parsed: put them out of its reach. */
function harmless(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, ' data-$1='))
}

export function markdownFrom(html) {
  const { body } = new DOMParser().parseFromString(harmless(html), 'text/html')
  strip(body)
  realLists(body)
  realEmphasis(body)
  return converter()
    .turndown(body)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
