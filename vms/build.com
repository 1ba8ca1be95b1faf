$! SPDX-License-Identifier: BSD-3-Clause
$! Copyright (c) 2026, the ringssh authors
$!
$! Builds the library on OpenVMS. Prepared, checked by proxy, never run there.
$!
$!     $ SET DEFAULT to the top folder of the sources, then
$!     $ @[.vms]BUILD [openssl-image]
$!
$! P1  the shareable image of OpenSSL's libcrypto, as the linker finds it
$!     (default SSL3$LIBCRYPTO_SHR32)
$!
$! Makes [.vms]LIBSSH2.OLB (object library) and [.vms]LIBSSH2.EXE (shareable image).
$! The sources come from SOURCES.AM, the list that all builds share.
$!
$ on error then goto failed
$ on control_y then goto failed
$ crypto_image = p1
$ if crypto_image .eqs. "" then crypto_image = "SSL3$LIBCRYPTO_SHR32"
$ lists = ",SRC_BASE,SRC_OS,SRC_OS_VMS,SRC_CRYPTO,SRC_BE_OPENSSL,SRC_HOSTS,"
$ lists = lists + "SRC_TRANS,SRC_CONN,SRC_AUTH,SRC_SFTP,SRC_API,"
$ flags = "/NAMES=(SHORTENED,AS_IS)/STANDARD=C99/NESTED_INCLUDE_DIRECTORY=NONE"
$ flags = flags + "/DEFINE=(_USE_STD_STAT=1,_LARGEFILE=1,LIBSSH2_LIBRARY=1)"
$ flags = flags + "/WARNINGS=DISABLE=LONGEXTERN"
$ flags = flags + "/INCLUDE=(""./src"",""./include"",""./"")"
$ library/create/object [.vms]libssh2.olb
$!
$! --- compile what the list names ----------------------------------------------------
$!
$ wanted = 0
$ open/read list sources.am
$next_line:
$ read/end_of_file=listed list line
$ line = f$edit(line, "TRIM,COMPRESS")
$ if line .eqs. "" then goto next_line
$ if f$extract(0, 1, line) .eqs. "#" then goto next_line
$ if f$locate("=", line) .lt. f$length(line) then goto new_list
$ if .not. wanted then goto next_line
$ path = f$element(0, " ", line)
$ gosub compile
$ goto next_line
$new_list:
$ name = f$edit(f$element(0, "=", line), "TRIM")
$ wanted = f$locate("," + name + ",", lists) .lt. f$length(lists)
$ goto next_line
$listed:
$ close list
$!
$! --- link ---------------------------------------------------------------------------
$!
$ open/write opt [.vms]crypto.opt
$ write opt crypto_image + "/SHARE"
$ close opt
$ link/shareable=[.vms]libssh2.exe -
    [.vms]libssh2.olb/library, [.vms]libssh2.opt/options, [.vms]crypto.opt/options
$ write sys$output "Built [.vms]LIBSSH2.OLB and [.vms]LIBSSH2.EXE"
$ exit
$!
$! --- compile: PATH is src/base/err.c; the object goes into the library ----------------
$!
$compile:
$ folder = "[."
$ rest = path
$next_part:
$ part = f$element(0, "/", rest)
$ cut = f$length(part) + 1
$ rest = f$extract(cut, f$length(rest) - cut, rest)
$ folder = folder + part
$ if f$locate("/", rest) .eq. f$length(rest) then goto whole
$ folder = folder + "."
$ goto next_part
$whole:
$ file = folder + "]" + rest
$ base = f$element(0, ".", rest)
$ write sys$output "Compiling ''file'"
$ cc'flags'/object=[.vms]'base'.obj 'file'
$ library/replace/object [.vms]libssh2.olb [.vms]'base'.obj
$ delete [.vms]'base'.obj;*
$ return
$!
$failed:
$ status = $status
$ if f$trnlnm("list") .nes. "" then close list
$ if f$trnlnm("opt") .nes. "" then close opt
$ exit status
