#!/bin/sh
# A wrapper as people write them: a shell that starts Node, which starts a sleeper, none of which listens.
# $1: text by which the processes are counted, $2: the script of the server.
trap '' TERM
node -e "
process.on('SIGTERM', () => {})
const { spawn } = require('node:child_process')
spawn('sh', ['-c', 'trap \"\" TERM; sleep 600; : $1'], { stdio: 'ignore' })
setInterval(() => {}, 1000)
" "$1" </dev/null >/dev/null 2>&1 &
node "$2" stdio "$1"
sleep 600
