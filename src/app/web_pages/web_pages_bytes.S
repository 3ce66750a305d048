/* All files of the web pages, one behind the other; tools/embed_pages.py writes them and the table that names them. */
#ifdef __CET__
#include <cet.h>
#endif
        .section .rodata
        .globl boxoffice_web_pages_bytes
        .hidden boxoffice_web_pages_bytes
        .balign 16
boxoffice_web_pages_bytes:
        .incbin "web_pages.bin"
        .section .note.GNU-stack,"",%progbits
