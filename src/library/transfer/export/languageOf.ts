/** Letters of a text beyond which its language is the same. */
const enough = 20_000

const scripts = {
  latin: /\p{Script=Latin}/u,
  kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  han: /\p{Script=Han}/u,
  hangul: /\p{Script=Hangul}/u,
  arabic: /\p{Script=Arabic}/u,
  hebrew: /\p{Script=Hebrew}/u,
} as const

/** Letters that Persian and Urdu have and Arabic has not. */
const persian = /[\u067E\u0686\u0698\u06AF\u06CC\u06A9]/
const urdu = /[\u0679\u0688\u0691\u06BA\u06D2]/

/**
 * The language that the script of a text stands for, or null where the letters do not tell. It chooses fonts
 * (Chinese and Japanese share characters, not their shapes) and where lines may break.
 */
export const languageOf = (text: string): string | null => {
  const counts = { latin: 0, kana: 0, han: 0, hangul: 0, arabic: 0, hebrew: 0 }
  const beginning = text.slice(0, enough)
  for (const character of beginning) {
    for (const name of scriptNames) {
      if (!scripts[name].test(character)) continue
      counts[name] += 1
      break
    }
  }
  const { latin, kana, han, hangul, arabic, hebrew } = counts
  // A character of these says about as much as two letters.
  const eastern = (kana + han + hangul) * 2
  if (Math.max(eastern, arabic, hebrew) <= latin) return null
  if (hebrew > Math.max(arabic, eastern)) return 'he'
  if (arabic > eastern) return urdu.test(beginning) ? 'ur' : persian.test(beginning) ? 'fa' : 'ar'
  if (hangul > kana + han) return 'ko'
  return kana > han / 20 ? 'ja' : 'zh'
}

const scriptNames = Object.keys(scripts) as (keyof typeof scripts)[]
