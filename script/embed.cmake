# Writes the files below a folder into one C file, as the table that lib/pack.h declares.
#
#   cmake -D FOLDER=policies -D OUTPUT=pack.c -P script/embed.cmake
#
# Byte arrays, not string literals: C11 promises only 4095 bytes for a literal, and a byte array needs no escapes.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE paths RELATIVE "${FOLDER}" "${FOLDER}/*.yaml")
list(SORT paths COMPARE STRING)

set(arrays "")
set(rows "")
set(number 0)
foreach(path IN LISTS paths)
  file(READ "${FOLDER}/${path}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  # 24 bytes to a line, so that the file can be looked at.
  string(REGEX REPLACE "(................................................)" "\\1\n    " hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  # The byte at the end does not count; it is there because C has no empty array.
  string(APPEND arrays "/* ${path} */\nstatic const unsigned char file_${number}[] = {\n    ${bytes}0x00};\n\n")
  string(LENGTH "${path}" length)
  file(SHA256 "${FOLDER}/${path}" digest)
  string(APPEND rows "    {{\"${path}\", ${length}}, {(const char *)file_${number}, ${size}}, {\"${digest}\", 64}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE "${OUTPUT}"
  "/* Made by script/embed.cmake from policies/; do not edit. */\n"
  "#include \"pack.h\"\n\n"
  "${arrays}"
  "const struct rq_pack_file rq_pack_files[] = {\n"
  "${rows}"
  "    {{NULL, 0}, {NULL, 0}, {NULL, 0}}};\n\n"
  "const size_t rq_pack_file_count = ${number};\n")
