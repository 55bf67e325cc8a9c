/* Accept-Encoding (RFC 9110, 12.5.3), read in one place. */
#ifndef SOFI_HTTP_ENCODING_H
#define SOFI_HTTP_ENCODING_H

/* How much a client wants a coding ("gzip", "br", "identity"), in thousandths; 0: it does not take
 * it. What the header does not name counts as its "*", or else as 0; a weight that is none counts
 * as 0. "x-gzip" is "gzip". "": no header, no coding. */
int encoding_weight(const char *accept_encoding, const char *coding);

#endif
