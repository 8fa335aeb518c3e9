import { randomFrom } from './random'

const words =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure in reprehenderit voluptate velit esse cillum fugiat nulla pariatur excepteur sint occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum'.split(
    ' ',
  )

/** The most words in one answer: a slip of the finger must not fill the disk. */
const maximumWords = 200_000

/** `count` words of Latin as Markdown, always the same for a count; marks of formatting are not counted. */
export const lorem = (count: number): string => {
  const random = randomFrom(count)
  const blocks: string[] = []
  let left = Math.min(count, maximumWords)
  const take = (wanted: number): string[] => {
    const taken = Math.min(wanted, left)
    left -= taken
    return Array.from({ length: taken }, () => words[Math.floor(random() * words.length)] ?? 'lorem')
  }
  const sentence = () => {
    const [first = '', ...rest] = take(6 + Math.floor(random() * 10))
    return `${[first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' ')}.`
  }
  const several = (least: number, spread: number, make: () => string): string[] => {
    const made: string[] = []
    const wanted = least + Math.floor(random() * spread)
    while (made.length < wanted && left > 0) made.push(make())
    return made
  }
  while (left > 0) {
    const kind = blocks.length % 9
    if (kind === 0) blocks.push(`## ${take(3).join(' ')}`)
    else if (kind === 3)
      blocks.push(several(3, 4, () => `- **${take(1).join('')}** ${take(7).join(' ')}`).join('\n'))
    else if (kind === 5)
      blocks.push(
        ['```ts', ...several(3, 5, () => `const ${take(1).join('')} = '${take(3).join(' ')}'`), '```'].join(
          '\n',
        ),
      )
    else if (kind === 7) {
      const cells = () => `| ${take(2).join(' ')} | ${take(2).join(' ')} |`
      blocks.push([cells(), '| --- | --- |', ...several(2, 3, cells)].join('\n'))
    } else blocks.push(several(3, 4, sentence).join(' '))
  }
  return blocks.join('\n\n')
}
