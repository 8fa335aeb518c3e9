import type { ToolDescription } from '../engines/engine'

/** Tokens that a tool's description takes, estimated: engines count each in their own way. */
export const tokensOf = (tool: ToolDescription): number => Math.ceil(JSON.stringify(tool).length / 4)
