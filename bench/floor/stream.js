// One text node, drawn every 100 ms, kept in view at its end: the least that showing an answer can cost.
const log = document.getElementById('log')
const node = document.getElementById('text').appendChild(document.createTextNode(''))
let waiting = ''

const draw = () => {
  if (waiting === '') return
  node.appendData(waiting)
  waiting = ''
  log.scrollTop = log.scrollHeight
}

let timer
window.floor.onText((text) => {
  waiting += text
  timer ??= setInterval(draw, 100)
})
window.floor.onEnd(() => {
  clearInterval(timer)
  draw()
  document.title = 'Done'
})
