// What a bench was asked for: a wrong option is one line, and no stack.
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The options of the command line; ends the process with 2 where it has others. */
export const asked = <C extends ParseArgsConfig>(config: C): ReturnType<typeof parseArgs<C>> => {
  try {
    return parseArgs(config)
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('. ')[0]}. See README.\n`)
    process.exit(2)
  }
}
