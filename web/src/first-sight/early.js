/*
 * Runs before the first sight of a page is painted: nobody who chose a brightness sees the other one first, and a page
 * that was written in another language than the chosen one waits for its script.
 */
try {
  var root = document.documentElement
  var theme = localStorage.getItem('boxoffice.theme')
  var language = localStorage.getItem('boxoffice.language')
  if (theme) root.dataset.theme = theme
  if (language && language !== root.lang) root.classList.add('is-coming')
} catch {
  // The browser keeps nothing for us: then nothing was chosen.
}
