// Clipboard HTML to the little Markdown that the product keeps: headings, lists, links, bold and italic.
import TurndownService from 'turndown'

import { cleaned, safeAddress } from './clipboard.js'

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

/** A table of one line to the row, its headings first. */
function tableRules(service) {
  service.addRule('cell', {
    filter: ['td', 'th'],
    replacement: (content) => `| ${content.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim()} `,
  })
  service.addRule('row', {
    filter: 'tr',
    replacement: (content, node) => {
      const heads = node.querySelectorAll('th').length
      return `${content}|\n${heads && !node.previousElementSibling ? '| --- '.repeat(heads) + '|\n' : ''}`
    },
  })
  service.addRule('sections', { filter: ['thead', 'tbody', 'tfoot'], replacement: (content) => content })
  service.addRule('table', { filter: 'table', replacement: (content) => `\n\n${content.trim()}\n\n` })
}

/** `tables`: as Markdown's own, where the field prints them; otherwise their words, a row to the line. */
export function markdownFrom(html, { tables = false } = {}) {
  const clean = cleaned(html)
  const service = converter()
  if (tables) {
    clean.realTables()
    tableRules(service)
  }
  return service
    .turndown(clean.body)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
