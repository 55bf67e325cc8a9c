/* What programs ask of a site: /robots.txt, /sitemap.xml, /.well-known/security.txt (RFC 9116). */
#ifndef SOFI_WEB_ROBOTS_PAGE_H
#define SOFI_WEB_ROBOTS_PAGE_H

#include "request.h"
#include "response.h"
#include "status.h"

enum status robots_montrer(struct request *request, struct response *response);
/* The public pages: of establishments and of the coming open days, 50,000 addresses at most as the
 * format wants. */
enum status robots_plan(struct request *request, struct response *response);
enum status robots_securite(struct request *request, struct response *response);

#endif
