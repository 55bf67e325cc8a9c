#include "robustesse.h"

const char *const robustesse_mots_frequents[] = {
    /* this product and its world */
    "sofi", "formation", "formations", "organisme", "carif", "oref", "cariforef", "qualiopi",
    "annuaire", "offre", "stagiaire", "stage", "session", "formateur", "formatrice", "region",
    "emploi", "competences", "apprentissage", "certification", "demonstration", "exemple",
    /* the words for it */
    "motdepasse", "motsdepasse", "passe", "mdp", "monmotdepasse", "motpasse", "password", "secret",
    "secrete", "code", "codesecret", "acces", "connexion", "compte", "moncompte", "identifiant",
    "admin", "administrateur", "administration", "utilisateur", "invite", "test", "essai",
    "changezmoi", "changermoi", "nouveau", "provisoire", "temporaire", "defaut", "bienvenue",
    "internet", "ordinateur", "bureau", "travail", "entreprise", "societe", "direction",
    "secretariat", "accueil", "contact", "informatique", "logiciel", "portable", "telephone",
    /* greetings and feelings */
    "bonjour", "bonsoir", "coucou", "salut", "merci", "amour", "amours", "jetaime", "jtaime", "jtm",
    "monamour", "toujours", "bisous", "bisou", "cheri", "cherie", "coeur", "moncoeur", "bonheur",
    "heureux", "heureuse", "liberte", "egalite", "fraternite", "espoir", "passion", "douceur",
    "tendresse", "sourire", "amitie", "famille", "maman", "papa", "mamie", "papy", "bebe", "enfant",
    "enfants", "copain", "copine", "frere", "soeur", "doudou", "loulou", "louloute", "chouchou",
    "chouchoute", "poupette", "poupee", "minou", "minette", "nounours", "bibiche", "titou", "titi",
    "toto", "tata", "tutu", "lolo", "nana", "pitchoune", "princesse", "prince", "ange", "demon",
    "diable", "dieu", "jesus", "soleil", "lune", "etoile", "etoiles", "ciel", "mer", "ocean",
    "plage", "vacances", "montagne", "neige", "foret", "fleur", "fleurs", "rose", "violette",
    "marguerite", "tulipe", "papillon", "coccinelle", "abeille", "oiseau", "chat", "chaton",
    "chien", "cheval", "chevaux", "lapin", "souris", "tigre", "lion", "loup", "dauphin", "tortue",
    "poisson", "crevette", "canard", "cochon", "vache", "poney", "licorne",
    /* seasons, months, days */
    "printemps", "automne", "hiver", "janvier", "fevrier", "mars", "avril", "juin", "juillet",
    "aout", "septembre", "octobre", "novembre", "decembre", "lundi", "mardi", "mercredi", "jeudi",
    "vendredi", "samedi", "dimanche", "noel", "paques", "anniversaire", "bonneannee",
    /* places and teams */
    "france", "francais", "paris", "marseille", "lyon", "toulouse", "nice", "nantes", "bordeaux",
    "lille", "rennes", "angers", "lemans", "laval", "cholet", "saumur", "saintnazaire",
    "larochesuryon", "vendee", "sarthe", "mayenne", "loire", "bretagne", "normandie", "corse",
    "alsace", "europe", "football", "foot", "rugby", "tennis", "olympique", "olympiquedemarseille",
    "psg", "zidane", "ronaldo", "messi", "mbappe", "naruto", "pokemon", "starwars", "azerty",
    /* food and things */
    "chocolat", "caramel", "vanille", "fraise", "framboise", "cerise", "banane", "pomme", "orange",
    "citron", "abricot", "bonbon", "bonbons", "nutella", "gateau", "croissant", "fromage", "pizza",
    "pastis", "champagne", "cafe", "voiture", "moto", "maison", "jardin", "musique", "guitare",
    "piano", "danse", "cinema", "photo", "livre", "renault", "peugeot", "citroen",
    /* first names */
    "nicolas", "julien", "alexandre", "thomas", "maxime", "antoine", "pierre", "romain", "kevin",
    "anthony", "florian", "sebastien", "guillaume", "vincent", "mathieu", "matthieu", "clement",
    "quentin", "alexis", "benjamin", "jerome", "laurent", "philippe", "patrick", "michel", "alain",
    "bernard", "daniel", "christian", "christophe", "stephane", "olivier", "frederic", "pascal",
    "francois", "jeanpierre", "camille", "marie", "julie", "laura", "sarah", "marine", "pauline",
    "chloe", "emma", "lea", "manon", "clara", "lucie", "mathilde", "charlotte", "caroline",
    "isabelle", "sylvie", "nathalie", "valerie", "sandrine", "stephanie", "celine", "veronique",
    "christine", "catherine", "martine", "monique", "nicole", "francoise", "brigitte", "dominique",
    "audrey", "aurelie", "emilie", "elodie", "melanie", "vanessa", "virginie", "sophie", "claire",
    "helene", "anne", "annie", "jeanne", "louise", "alice", "jade", "gabriel", "raphael", "louis",
    "hugo", "lucas", "theo", "enzo", "leo", "nathan", "mohamed", "karim", "samir", "fatima", NULL};
