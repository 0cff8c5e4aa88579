// Word, Outlook and web pages pasted into textarea[data-markdown] arrive as clean Markdown.
import { markdownFrom } from './markdown.js'

function insert(box, text) {
  // execCommand alone keeps the browser's own undo; setRangeText is the fallback where it is gone
  box.focus()
  if (!document.execCommand?.('insertText', false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end')
    box.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

export function keepMarkdown() {
  for (const box of document.querySelectorAll('textarea[data-markdown]')) {
    box.addEventListener('paste', (event) => {
      const html = event.clipboardData?.getData('text/html')
      if (!html) return
      event.preventDefault()
      insert(box, markdownFrom(html, { tables: 'editor' in box.dataset }))
    })
  }
}
