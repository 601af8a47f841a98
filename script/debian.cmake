# What Debian wants otherwise than others, in the folder from which CPack makes the package.
set(share "${CPACK_TEMPORARY_DIRECTORY}/usr/share")
set(doc "${share}/doc/reqlint")

file(REMOVE "${doc}/LICENSE")
file(WRITE "${doc}/copyright" "Copyright 2026 the authors of reqlint

Licensed under the Apache License, Version 2.0, which is in /usr/share/common-licenses/Apache-2.0.
")
file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")
execute_process(COMMAND date --utc --rfc-email --date ${CPACK_REQLINT_DATE} OUTPUT_VARIABLE date COMMAND_ERROR_IS_FATAL ANY)
file(WRITE "${doc}/changelog.Debian" "reqlint (${CPACK_PACKAGE_VERSION}-1) unstable; urgency=medium

  * This version of reqlint: see changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}")
file(WRITE "${share}/lintian/overrides/reqlint"
  "# No package of Debian's: there is no bug that asks for it.\nreqlint: initial-upload-closes-no-bugs *\n"
  "# A word that people try in expressions; the hint says what to write instead.\nreqlint: spelling-error-in-binary isnt *\n")
file(RENAME "${share}/zsh/site-functions" "${share}/zsh/vendor-completions")
file(GLOB pages "${share}/man/man*/*")
execute_process(COMMAND gzip -9n ${pages} "${doc}/changelog" "${doc}/changelog.Debian" COMMAND_ERROR_IS_FATAL ANY)

# The library lies where compilers for this architecture look: one folder deeper.
set(lib "${CPACK_TEMPORARY_DIRECTORY}/usr/lib")
set(own "${lib}/${CPACK_REQLINT_ARCHITECTURE}")
if(EXISTS "${lib}/libreqlint.a")
  file(MAKE_DIRECTORY "${own}")
  file(RENAME "${lib}/libreqlint.a" "${own}/libreqlint.a")
  file(RENAME "${lib}/pkgconfig" "${own}/pkgconfig")
  file(READ "${own}/pkgconfig/reqlint.pc" pc)
  string(REPLACE "\nprefix=\${pcfiledir}/" "\nprefix=\${pcfiledir}/../" pc "\n${pc}")
  string(STRIP "${pc}" pc)
  file(WRITE "${own}/pkgconfig/reqlint.pc" "${pc}\n")
endif()
foreach(file IN ITEMS ../bin/reqlint ${CPACK_REQLINT_ARCHITECTURE}/libreqlint.a)
  execute_process(COMMAND ${CPACK_REQLINT_STRIP} --strip-debug --remove-section=.comment --enable-deterministic-archives
    "${lib}/${file}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# CPack writes this time for all there is in the package, so that two packages of the same files are the same bytes.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND date --utc --date ${CPACK_REQLINT_DATE} +%s
    OUTPUT_VARIABLE seconds OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(ENV{SOURCE_DATE_EPOCH} ${seconds})
endif()
