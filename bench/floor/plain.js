// Paragraphs and nothing else, as many as make a page of the wanted height: what scrolling costs Chromium itself.
const log = document.getElementById('log')
const text = document.getElementById('text')
const sentence = 'The lamp over the table was the only light in the room, and it moved a little. '

const add = (count) => {
  const paragraphs = document.createDocumentFragment()
  for (let index = 0; index < count; index += 1) {
    const paragraph = document.createElement('p')
    paragraph.textContent = sentence.repeat(3 + (index % 9))
    paragraphs.append(paragraph)
  }
  text.append(paragraphs)
}

window.fill = (height) => {
  add(90)
  add(Math.max(0, Math.ceil((height / log.scrollHeight - 1) * 90)))
  log.scrollTop = log.scrollHeight
  return log.scrollHeight
}

document.querySelector('textarea').focus()
