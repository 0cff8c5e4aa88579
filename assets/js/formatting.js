// Fetches the editor where a page has a field for it. Until it is there, and where it fails, the textarea is the field.
export function showFormatting() {
  const boxes = document.querySelectorAll('textarea[data-editor]')
  if (!boxes.length) return
  // Its address has a hash of its own, which only the server knows.
  const { editorScript } = document.querySelector('script[data-editor-script]').dataset
  import(editorScript)
    .then(({ enhance }) => boxes.forEach((box) => enhance(box)))
    .catch((error) => console.error(error))
}
