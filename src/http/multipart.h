/* multipart/form-data (RFC 7578, as browsers write it) read from a spool through one buffer of
 * 64 KiB: texts become parameters, files stay where they are.
 *
 * Differences with the RFC, which are those of browsers: names carry %22, %0D and %0A for a double
 * quote and line ends, filename* and Content-Transfer-Encoding mean nothing, and the part _charset_
 * is left out (texts are UTF-8, repaired where they are not).
 */
#ifndef SOFI_HTTP_MULTIPART_H
#define SOFI_HTTP_MULTIPART_H

#include "request.h"
#include "spool.h"

#define MULTIPART_TEXTS_MAX 65536u /* bytes of all names and texts together */

struct multipart {
    struct params form;
    struct request_file *files; /* their spool is the one that was read */
    size_t file_count;
};

/* True for the media type, whatever its parameters. */
bool multipart_is(const char *content_type);

/* Results live in the arena. STATUS_MALFORMED: no boundary or one of over 70 characters, a part
 * without a name, no final boundary. STATUS_TOO_LARGE: more than PARAMS_MAX parts,
 * REQUEST_FILES_MAX files or MULTIPART_TEXTS_MAX. STATUS_UNAVAILABLE: the disk failed. */
enum status multipart_read(struct multipart *multipart_r, struct arena *arena,
                           const char *content_type, const struct spool *spool);

#endif
