"""The twenty-five people of the CER of the valley: who they are, where they live, what they draw, when they joined."""

from datetime import date

FOUNDED_ON = date(2026, 2, 12)
SPRING, SUMMER, AUTUMN = date(2026, 4, 16), date(2026, 6, 25), date(2026, 9, 10)

# Surname, name, sex, birth day and place; street and number; kWh a year (0 for who only supports); kW; joined on.
HOUSEHOLDS = (
    (
        ("Belloni", "Marta", "F", date(1974, 10, 5), "Borgo Val di Taro"),
        ("Via Torresana", "12"),
        2850,
        "4.5",
        FOUNDED_ON,
    ),
    (("Costella", "Giulio", "M", date(1963, 2, 11), "Bedonia"), ("Via Nazionale", "63"), 3120, "3", FOUNDED_ON),
    (("Zanetti", "Irene", "F", date(1987, 7, 30), "Parma"), ("Via Primo Brindani", "4"), 2480, "3", FOUNDED_ON),
    (("Tagliavini", "Oreste", "M", date(1951, 4, 23), "Albareto"), ("Via Piave", "9"), 1740, "3", FOUNDED_ON),
    (("Moglia", "Luisa", "F", date(1959, 8, 14), "Borgo Val di Taro"), ("Via Piave", "11"), 1960, "3", FOUNDED_ON),
    (("Restani", "Davide", "M", date(1981, 12, 1), "La Spezia"), ("Via dei Mille", "6"), 3650, "4.5", FOUNDED_ON),
    (("Capitelli", "Noemi", "F", date(1992, 5, 19), "Parma"), ("Via dei Mille", "8"), 2210, "3", FOUNDED_ON),
    (("Gasparini", "Aldo", "M", date(1948, 11, 7), "Compiano"), ("Via Cesare Battisti", "31"), 1580, "3", FOUNDED_ON),
    (
        ("Orsi", "Serena", "F", date(1979, 3, 2), "Borgo Val di Taro"),
        ("Via Cesare Battisti", "40"),
        2930,
        "3",
        FOUNDED_ON,
    ),
    (("Popescu", "Mihai", "M", date(1985, 6, 12), "Romania"), ("Via Nazionale", "88"), 3310, "3", SPRING),
    (("Dallara", "Pietro", "M", date(1970, 1, 25), "Bardi"), ("Via Torresana", "20"), 4180, "6", SPRING),
    (("Vecchi", "Caterina", "F", date(1966, 9, 17), "Borgo Val di Taro"), ("Via Torresana", "22"), 2640, "3", SPRING),
    (("Bruschi", "Simone", "M", date(1994, 2, 28), "Parma"), ("Via Piave", "25"), 2050, "3", SPRING),
    (("Ferrarini", "Gemma", "F", date(1955, 7, 6), "Berceto"), ("Via San Rocco", "3"), 1490, "3", SPRING),
    (("Lusardi", "Enrico", "M", date(1976, 10, 21), "Bedonia"), ("Via San Rocco", "10"), 3870, "4.5", SPRING),
    (("El Amrani", "Fatima", "F", date(1989, 4, 15), "Marocco"), ("Via dei Mille", "14"), 2760, "3", SPRING),
    (
        ("Marchini", "Sandro", "M", date(1961, 5, 29), "Borgo Val di Taro"),
        ("Via Primo Brindani", "17"),
        2380,
        "3",
        SUMMER,
    ),
    (("Brugnoli", "Elisa", "F", date(1983, 8, 8), "Parma"), ("Via Primo Brindani", "19"), 3040, "3", SUMMER),
    (("Sabini", "Franco", "M", date(1953, 12, 20), "Albareto"), ("Via Nazionale", "102"), 1870, "3", SUMMER),
    (("Terroni", "Alice", "F", date(1997, 1, 11), "Borgo Val di Taro"), ("Via dei Mille", "21"), 1630, "3", SUMMER),
    (("Hoxha", "Arben", "M", date(1977, 3, 27), "Albania"), ("Via Nazionale", "110"), 3480, "4.5", SUMMER),
    (("Pattoneri", "Rita", "F", date(1968, 6, 3), "Borgo Val di Taro"), ("Via Piave", "33"), 2590, "3", AUTUMN),
    (("Biolzi", "Matteo", "M", date(1990, 9, 24), "Parma"), ("Via Torresana", "35"), 2270, "3", AUTUMN),
    (("Agazzi", "Daniela", "F", date(1972, 11, 13), "Borgo Val di Taro"), ("Via San Rocco", "16"), 2960, "4.5", AUTUMN),
    (("Pellegri", "Nando", "M", date(1945, 2, 17), "Bardi"), ("Via Cesare Battisti", "52"), 0, "3", AUTUMN),
)
