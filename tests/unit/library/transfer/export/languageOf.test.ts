import { describe, expect, it } from 'vitest'
import { languageOf } from '../../../../../src/library/transfer/export/languageOf'

describe('the language of a message', () => {
  it.each([
    ['渡し船が一番早く川を渡ります。', 'ja'],
    ['乘渡船过河最快。', 'zh'],
    ['用 `git rebase` 把 commit 整理一下，然后再推送到远程仓库。', 'zh'],
    ['나룻배가 가장 빠릅니다.', 'ko'],
    ['العبّارة هي أسرع طريقة.', 'ar'],
    ['این سریع‌ترین راه است، چون پل دور است.', 'fa'],
    ['یہ سب سے تیز راستہ ہے، کیونکہ پل بڑا ہے۔', 'ur'],
    ['המעבורת היא הדרך המהירה ביותר.', 'he'],
    ['The word for ferry is 渡船, in Hebrew מעבורת.', null],
    ['', null],
    ['1 + 1 = 2', null],
  ])('of %s is %s', (text, language) => expect(languageOf(text)).toBe(language))
})
