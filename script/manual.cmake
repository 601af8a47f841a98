# Has the program write its manual pages and completions: cmake -D REQLINT=PROGRAM -D FOLDER=DIR -P manual.cmake

# In the root folder there is no repository: what is written is what is built in.
function(write_output file)
  execute_process(COMMAND ${REQLINT} -C / ${ARGN} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE "${FOLDER}/${file}" "${text}")
endfunction()

file(REMOVE_RECURSE "${FOLDER}")
execute_process(COMMAND ${REQLINT} help --names OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" names "${names}")
write_output(man/man1/reqlint.1 help --man)
foreach(name IN LISTS names)
  write_output(man/man1/reqlint-${name}.1 help --man ${name})
endforeach()
write_output(man/man7/reqlint-rules.7 rules --man)
write_output(bash-completion/completions/reqlint completion bash)
write_output(fish/vendor_completions.d/reqlint.fish completion fish)
write_output(zsh/site-functions/_reqlint completion zsh)
file(WRITE "${FOLDER}/written" "")
