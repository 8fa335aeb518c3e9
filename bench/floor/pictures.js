// The same thumbnails in a plain grid, and nothing else: what scrolling past them costs Chromium itself.
window.fill = (urls) => {
  const images = document.createDocumentFragment()
  for (const url of urls) {
    const image = document.createElement('img')
    image.loading = 'lazy'
    image.decoding = 'async'
    image.src = url
    images.append(image)
  }
  document.getElementById('grid').append(images)
}

document.querySelector('textarea').focus()
