#include "carte.h"

#include "text.h"

#include <math.h>
#include <stdio.h>

/* In the units of the drawing. */
#define LARGEUR 320.0
#define HAUTEUR 220.0
#define RAYON 100.0 /* what `rayon_km` becomes: the height, less a margin */
#define MARGE 4.0
#define POINT 2.5  /* radius of a commune's dot */
#define CORPS 11.0 /* of letters; the theme draws them at this size */
#define CHASSE 6.4 /* mean width of a letter, rather too much */
#define ECHELLE_MAX 80.0
#define EPINGLE_L 8.0 /* half of the pin's width */
#define EPINGLE_H 22.0

#define COMMUNES_MAX 40
#define OBSTACLES_MAX (2 * COMMUNES_MAX + 2)
#define KM_PAR_DEGRE 111.195
#define RAYON_KM_MAX 500

struct cadre {
    double gauche;
    double haut;
    double droite;
    double bas;
};

struct dessin {
    struct buffer *out;
    const struct carte *carte;
    size_t n; /* communes looked at */
    double unites_par_km;
    struct cadre obstacles[OBSTACLES_MAX];
    size_t obstacle_n;
};

struct ecart {
    double est; /* km */
    double nord;
};

static struct ecart ecart(const struct carte *carte, const struct carte_point *point)
{
    double latitude = carte->site.latitude / 1e6 * (M_PI / 180);
    double degrees_east = ((double)point->longitude - carte->site.longitude) / 1e6;
    double degrees_north = ((double)point->latitude - carte->site.latitude) / 1e6;
    return (struct ecart){.est = degrees_east * cos(latitude) * KM_PAR_DEGRE,
                          .nord = degrees_north * KM_PAR_DEGRE};
}

static bool visible(struct cadre c)
{
    return c.gauche >= MARGE && c.haut >= MARGE && c.droite <= LARGEUR - MARGE &&
           c.bas <= HAUTEUR - MARGE;
}

/* False when it is out of the drawing. */
static bool placer(const struct dessin *d, const struct carte_point *point, double *x_r,
                   double *y_r)
{
    struct ecart e = ecart(d->carte, point);
    *x_r = LARGEUR / 2 + e.est * d->unites_par_km;
    *y_r = HAUTEUR / 2 - e.nord * d->unites_par_km;
    return visible((struct cadre){*x_r - POINT, *y_r - POINT, *x_r + POINT, *y_r + POINT});
}

/* With one decimal: printf() takes ten times as long. */
static void ecrire(struct buffer *out, double units)
{
    long tenths = lround(fabs(units) * 10);
    buffer_text(out, units < 0 ? "-" : "");
    buffer_int(out, tenths / 10);
    buffer_char(out, '.');
    buffer_int(out, tenths % 10);
}

static void obstruer(struct dessin *d, struct cadre cadre)
{
    if (d->obstacle_n < OBSTACLES_MAX) {
        d->obstacles[d->obstacle_n++] = cadre;
    }
}

static bool libre(const struct dessin *d, struct cadre c)
{
    for (size_t i = 0; i < d->obstacle_n; i++) {
        const struct cadre *o = &d->obstacles[i];
        if (c.gauche < o->droite && c.droite > o->gauche && c.haut < o->bas && c.bas > o->haut) {
            return false;
        }
    }
    return visible(c);
}

/* Beside the dot, else above or below it; else nowhere. A dot under the pin is named beside this.
 */
static void nommer(struct dessin *d, const char *nom, double x, double y)
{
    double width = (double)text_length(nom) * CHASSE;
    bool hidden =
        fabs(x - LARGEUR / 2) < EPINGLE_L && y < HAUTEUR / 2 + POINT && y > HAUTEUR / 2 - EPINGLE_H;
    const double gap = (hidden ? EPINGLE_L : POINT) + 1.5;
    x = hidden ? LARGEUR / 2 : x;
    const struct cadre places[] = {
        {x + gap, y - CORPS / 2, x + gap + width, y + CORPS / 2},
        {x - gap - width, y - CORPS / 2, x - gap, y + CORPS / 2},
        {x - width / 2, y - gap - CORPS, x + width / 2, y - gap},
        {x - width / 2, y + gap, x + width / 2, y + gap + CORPS},
    };
    static const char *const anchors[] = {"start", "end", "middle", "middle"};
    for (size_t i = 0; i < 4; i++) {
        const struct cadre *c = &places[i];
        if (libre(d, *c)) {
            const double anchored[] = {c->gauche, c->droite, x, x};
            buffer_printf(d->out, "<text class=\"carte-nom\" text-anchor=\"%s\" x=\"", anchors[i]);
            ecrire(d->out, anchored[i]);
            buffer_literal(d->out, "\" y=\"");
            ecrire(d->out, c->bas - CORPS * 0.2);
            buffer_literal(d->out, "\">");
            html_text(d->out, nom);
            buffer_literal(d->out, "</text>");
            obstruer(d, (struct cadre){c->gauche - 2, c->haut, c->droite + 2, c->bas});
            return;
        }
    }
}

static void dessiner_communes(struct dessin *d)
{
    double x;
    double y;
    for (size_t i = 0; i < d->n; i++) {
        if (placer(d, &d->carte->communes.items[i], &x, &y)) {
            buffer_literal(d->out, "<circle class=\"carte-commune\" cx=\"");
            ecrire(d->out, x);
            buffer_literal(d->out, "\" cy=\"");
            ecrire(d->out, y);
            buffer_literal(d->out, "\" r=\"");
            ecrire(d->out, POINT);
            buffer_literal(d->out, "\"/>");
            obstruer(d, (struct cadre){x - POINT, y - POINT, x + POINT, y + POINT});
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        if (placer(d, &d->carte->communes.items[i], &x, &y)) {
            nommer(d, d->carte->communes.items[i].nom, x, y);
        }
    }
}

/* A bar of 1, 2, 5 or 10 km, and a circle of as much around the site. */
static void dessiner_echelle(struct dessin *d)
{
    static const int longueurs[] = {10, 5, 2, 1};
    size_t i = 0;
    while (i < 3 && longueurs[i] * d->unites_par_km > ECHELLE_MAX) {
        i++;
    }
    double length = longueurs[i] * d->unites_par_km;
    buffer_printf(d->out, "<circle class=\"carte-cercle\" cx=\"%d.0\" cy=\"%d.0\" r=\"",
                  (int)LARGEUR / 2, (int)HAUTEUR / 2);
    ecrire(d->out, length);
    buffer_literal(d->out, "\"/><path class=\"carte-echelle\" d=\"M10 205v5h");
    ecrire(d->out, length);
    buffer_printf(d->out, "v-5\"/><text class=\"carte-nom\" x=\"13\" y=\"204\">%d km</text>",
                  longueurs[i]);
    obstruer(d, (struct cadre){0, 192, fmax(10 + length, 45) + MARGE, HAUTEUR});
}

/* A pin, whose point is the site. */
static void dessiner_site(struct dessin *d)
{
    buffer_printf(d->out,
                  "<path class=\"carte-site\" d=\"M%d %dc-2-5-7-9-7-14a7 7 0 0 1 14 0c0 5-5 9-7 "
                  "14z\"/><circle class=\"carte-oeil\" cx=\"%d\" cy=\"%d\" r=\"2.5\"/>",
                  (int)LARGEUR / 2, (int)HAUTEUR / 2, (int)LARGEUR / 2, (int)HAUTEUR / 2 - 14);
}

/* "Rezé centre à 3,1 km au sud": what the eye sees. */
static void decrire(struct dessin *d)
{
    static const char *const cotes[] = {"à l'est",   "au nord-est",  "au nord", "au nord-ouest",
                                        "à l'ouest", "au sud-ouest", "au sud",  "au sud-est"};
    bool first = true;
    for (size_t i = 0; i < d->n; i++) {
        const struct carte_point *commune = &d->carte->communes.items[i];
        double x;
        double y;
        if (!placer(d, commune, &x, &y)) {
            continue;
        }
        struct ecart e = ecart(d->carte, commune);
        long metres = lround(hypot(e.est, e.nord) * 1000);
        long tenths = (metres + 50) / 100;
        buffer_text(d->out, first ? "" : ", ");
        html_text(d->out, commune->nom);
        buffer_printf(d->out, " centre à %ld,%ld\xC2\xA0km", tenths / 10, tenths % 10);
        if (tenths > 0) {
            long eighth = lround(atan2(e.nord, e.est) / (M_PI / 4));
            buffer_printf(d->out, " %s", cotes[(eighth + 8) % 8]);
        }
        first = false;
    }
    buffer_text(d->out, first ? "Aucune commune autour" : "");
}

struct html carte_svg(struct arena *arena, const struct carte *carte)
{
    struct buffer out;
    buffer_init(&out, arena, 4096);
    int rayon = carte->rayon_km < 1 ? 1 : carte->rayon_km;
    rayon = rayon > RAYON_KM_MAX ? RAYON_KM_MAX : rayon;
    size_t n = carte->communes.n;
    struct dessin d = {.out = &out,
                       .carte = carte,
                       .n = n < COMMUNES_MAX ? n : COMMUNES_MAX,
                       .unites_par_km = RAYON / rayon};
    buffer_printf(&out,
                  "<svg class=\"carte\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                  "height=\"%d\"><title>Carte\xC2\xA0: ",
                  (int)LARGEUR, (int)HAUTEUR, (int)LARGEUR, (int)HAUTEUR);
    html_text(&out, carte->site.nom);
    buffer_literal(&out, " et les communes autour</title><desc>");
    decrire(&d);
    buffer_printf(&out,
                  "</desc><rect class=\"carte-fond\" x=\".5\" y=\".5\" width=\"%d\" "
                  "height=\"%d\" rx=\"6\"/>",
                  (int)LARGEUR - 1, (int)HAUTEUR - 1);
    dessiner_echelle(&d);
    obstruer(&d, (struct cadre){LARGEUR / 2 - EPINGLE_L, HAUTEUR / 2 - EPINGLE_H,
                                LARGEUR / 2 + EPINGLE_L, HAUTEUR / 2});
    dessiner_communes(&d);
    dessiner_site(&d);
    buffer_literal(&out, "</svg>");
    return (struct html){.data = out.data, .length = out.length};
}
