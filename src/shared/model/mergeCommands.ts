import { type Command, isSameName, mostCommands } from './command'

export interface MergedCommands {
  readonly commands: readonly Command[]
  readonly added: number
  readonly renamed: number
  readonly known: number
  readonly leftOut: number
}

const mostName = 40

/** The name with a number behind it, so that both together fit. */
const numbered = (name: string, number: number): string => {
  const end = ` ${number}`
  return `${name.slice(0, mostName - end.length).trimEnd()}${end}`
}

/**
 * Adds commands to those that are there, none of which changes. One that asks the same under the same name is
 * known; one that asks something else under it gets a number behind its name, and is known the next time.
 */
export const mergeCommands = (
  present: readonly Command[],
  coming: readonly Omit<Command, 'id'>[],
  newId: () => string,
): MergedCommands => {
  const commands = [...present]
  const tally = { added: 0, renamed: 0, known: 0, leftOut: 0 }
  const named = (name: string) => commands.find((each) => isSameName(each.name, name))
  for (const command of coming) {
    let { name } = command
    let holder = named(name)
    for (let number = 2; holder && holder.prompt !== command.prompt; number += 1) {
      name = numbered(command.name, number)
      holder = named(name)
    }
    if (holder) tally.known += 1
    else if (commands.length >= mostCommands) tally.leftOut += 1
    else {
      commands.push({ ...command, name, id: newId() })
      tally.added += 1
      if (name !== command.name) tally.renamed += 1
    }
  }
  return { commands, ...tally }
}
