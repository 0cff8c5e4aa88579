// The one script. Every page works without it; each behaviour lives in its own file and looks for its own attribute.
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
} from 'govuk-frontend'
import { keepDrafts } from './drafts.js'
import { announceFilters } from './filters.js'
import { keepMarkdown } from './paste.js'
import { poll } from './poll.js'
import { showFormatting } from './formatting.js'
import { submitOnce } from './submit-once.js'
import { closeSwitchers } from './switcher.js'
import { warnUnsaved } from './unsaved.js'

// govuk-frontend asks for these two classes before it starts; the policy allows no inline script to set them.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

const components = [
  Button, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink,
]

// Drafts first: a restored text must be counted by the word counter and known to the unsaved-changes warning.
const behaviours = [
  keepDrafts,
  () => createAll(CharacterCount),
  ...components.map((component) => () => createAll(component)),
  keepMarkdown,
  showFormatting,
  submitOnce,
  warnUnsaved,
  poll,
  announceFilters,
  closeSwitchers,
]
for (const start of behaviours) {
  try {
    start()
  } catch (error) {
    console.error(error) // one that fails must not take the others with it
  }
}
