import type { ElectronApplication } from '@playwright/test'

/** Draws a page without a window, as a PNG. */
export const drawPage = async (
  app: ElectronApplication,
  html: string,
  size: { readonly width: number; readonly height: number },
): Promise<Buffer> => {
  const drawn = await app.evaluate(
    async ({ BrowserWindow }, { html, width, height }) => {
      const window = new BrowserWindow({
        show: false,
        frame: false,
        width,
        height,
        webPreferences: { offscreen: true, sandbox: true, partition: 'drawing' },
      })
      await window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`)
      await window.webContents.executeJavaScript(
        // The images are decoded and a frame with them is drawn.
        `Promise.all([...document.images].map((image) => image.decode())).then(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300)))),
        )`,
      )
      const image = await window.webContents.capturePage()
      window.destroy()
      return image.toPNG().toString('base64')
    },
    { html, ...size },
  )
  return Buffer.from(drawn, 'base64')
}

const ridge = (seed: number, base: number, height: number): string => {
  const points = Array.from({ length: 97 }, (_, index) => {
    const x = index * 16
    const y = [1, 2.3, 4.7, 9.1].reduce(
      (sum, pitch, octave) =>
        sum + Math.sin((x / 1_536) * pitch * 5 + seed * (octave + 1.7)) / (octave + 1.4),
      0,
    )
    return `${x},${Math.round(base - height * y)}`
  })
  return `M0,1024 L${points.join(' L')} L1536,1024 Z`
}

/** Mountains behind each other in few flat colours, as a print has them: they make a small file. */
export const mountains = (): string => {
  const colours = ['#e79a6f', '#cf6f5f', '#a04e5e', '#6c3b5c', '#3f2b50', '#221d3c']
  const bands = ['#f9d8a0', '#f8cf94', '#f6c489', '#f3b67d', '#efa874']
  const sky = bands
    .map((fill, index) => `<rect y="${index * 130}" width="1536" height="700" fill="${fill}"/>`)
    .join('')
  const ridges = colours
    .map((fill, index) => `<path fill="${fill}" d="${ridge(index * 1.9 + 0.6, 520 + index * 92, 74)}"/>`)
    .join('')
  const birds = [
    [980, 250, 1.2],
    [1_060, 215, 0.9],
    [1_118, 262, 0.7],
  ]
    .map(
      ([x, y, scale]) =>
        `<path transform="translate(${x},${y}) scale(${scale})" d="M-30,-8 Q-14,-22 0,0 Q14,-22 30,-8" fill="none" stroke="#3f2b50" stroke-width="5" stroke-linecap="round"/>`,
    )
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1536 1024" preserveAspectRatio="xMidYMid slice" style="display:block;width:100%;height:100%">${sky}<circle cx="560" cy="390" r="190" fill="#f4b06a"/><circle cx="560" cy="390" r="150" fill="#fbe9c0"/>${ridges}${birds}</svg>`
}

const rows = [
  ['paid', '1,240.00', 'Harbour Café'],
  ['open', '860.50', 'Nord Books'],
  ['paid', '2,415.00', 'Studio Lind'],
  ['paid', '310.75', 'Bakery Onda'],
  ['open', '1,990.00', 'Villa Maris'],
  ['paid', '745.20', 'Green Bikes'],
  ['late', '128.00', 'Hotel Kaya'],
  ['paid', '3,020.00', 'Ferry Line 4'],
  ['open', '415.90', 'Museum Shop'],
  ['paid', '1,105.00', 'Clinic West'],
  ['paid', '96.40', 'Corner Deli'],
  ['open', '2,730.00', 'City Choir'],
  ['paid', '540.00', 'Yoga Loft'],
  ['late', '1,310.25', 'Print Works'],
  ['paid', '880.00', 'Lake Hostel'],
]

/** A desk with a spreadsheet on it, and a small window over that. */
export const desktop = (quickPng: Buffer, width: number): string => `<!doctype html><style>
  * { box-sizing: border-box; margin: 0 }
  body { position: relative; width: 1280px; height: 800px; overflow: hidden; font: 14px "DejaVu Sans", sans-serif; color: #2b2a28 }
  .paper { position: absolute; inset: 0 }
  .bar { position: absolute; inset: 0 0 auto; height: 30px; padding: 0 14px; display: flex; justify-content: space-between; align-items: center; background: #221d3c; color: #f4ede2; font-size: 12.5px }
  .sheet { position: absolute; left: 120px; top: 84px; width: 1040px; height: 640px; border-radius: 10px; overflow: hidden; background: #fff; box-shadow: 0 12px 40px rgb(0 0 0 / .35) }
  .head { height: 40px; display: flex; align-items: center; gap: 8px; padding: 0 14px; background: #ece9e4; font-weight: bold; font-size: 13px }
  .head i { width: 12px; height: 12px; border-radius: 50%; background: #cfc9c0 }
  table { width: 100%; table-layout: fixed; border-collapse: collapse }
  td, th { height: 37px; border: 1px solid #e4e1dc; padding: 0 12px; text-align: left; font-weight: normal }
  th { background: #f6f4f1; color: #77726a; text-align: center; width: 46px; height: 30px; font-size: 12.5px }
  td:nth-child(3) { text-align: right }
  .veil { position: absolute; inset: 30px 0 0; background: rgb(20 16 30 / .08) }
  img { position: absolute; left: ${(1_280 - width) / 2}px; top: 270px; width: ${width}px; border-radius: 16px; box-shadow: 0 18px 60px rgb(0 0 0 / .45) }
</style><div class="paper">${mountains()}</div>
<div class="bar"><span>Invoices</span><span>Tue 14:32</span></div>
<div class="sheet"><div class="head"><i></i><i></i><i></i>&nbsp; Invoices 2026</div><table><tr><th style="width:46px"></th><th style="width:22%">A</th><th style="width:22%">B</th><th style="width:auto">C</th></tr>${rows
  .map(([a, b, c], index) => `<tr><th>${index + 1}</th><td>${a}</td><td>${b}</td><td>${c}</td></tr>`)
  .join('')}</table></div>
<div class="veil"></div><img src="data:image/png;base64,${quickPng.toString('base64')}">`
