// Starts what the pages are made of. Every page works without any of it.

import { initAll } from '../govuk-frontend.min.js'

import { startAutosave } from './autosave.js'
import { startJobProgress } from './job_progress.js'

initAll()

for (const form of document.querySelectorAll('form[data-autosave]')) {
  startAutosave(form)
}
for (const place of document.querySelectorAll('[data-job-url]')) {
  startJobProgress(place)
}
