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
file(RENAME "${share}/zsh/site-functions" "${share}/zsh/vendor-completions")
file(GLOB pages "${share}/man/man*/*")
execute_process(COMMAND gzip -9n ${pages} "${doc}/changelog" "${doc}/changelog.Debian" COMMAND_ERROR_IS_FATAL ANY)
