"""The words that demo records are made of. Names are invented, addresses on the web end in `.example`."""

# name, industry, city, employees, yearly revenue in thousands (0: not a customer yet)
COMPANIES: tuple[tuple[str, str, str, int, int], ...] = (
    ("Acme Corporation", "Technology", "San Francisco, CA", 540, 480),
    ("Alder & Finch", "Consulting", "London", 85, 60),
    ("Amberline Logistics", "Logistics", "Rotterdam", 1250, 310),
    ("Arcwell Energy", "Energy", "Oslo", 720, 0),
    ("Atlas Foundry", "Manufacturing", "Pittsburgh, PA", 390, 145),
    ("Bayview Clinics", "Healthcare", "Seattle, WA", 610, 220),
    ("Beacon Street Capital", "Finance", "Boston, MA", 130, 410),
    ("Birchwood Homes", "Real Estate", "Portland, OR", 70, 0),
    ("Bluefin Analytics", "Technology", "Austin, TX", 160, 95),
    ("Brightpath Learning", "Education", "Toronto", 210, 48),
    ("Calder Aerospace", "Manufacturing", "Toulouse", 2300, 900),
    ("Cedar & Stone", "Retail", "Denver, CO", 340, 30),
    ("Clearwater Utilities", "Energy", "Chicago, IL", 1800, 520),
    ("Copperleaf Media", "Media", "New York, NY", 95, 0),
    ("Corvid Security", "Technology", "Tel Aviv", 120, 170),
    ("Crestline Insurance", "Finance", "Hartford, CT", 980, 660),
    ("Dandelion Foods", "Food", "Lyon", 430, 75),
    ("Deepwell Research", "Healthcare", "Cambridge", 260, 0),
    ("Driftwood Travel", "Travel", "Lisbon", 140, 22),
    ("Eastgate Robotics", "Technology", "Osaka", 480, 350),
    ("Elmhurst Partners", "Consulting", "Dublin", 55, 40),
    ("Evergreen Timber", "Manufacturing", "Vancouver", 620, 0),
    ("Fairhaven Shipping", "Logistics", "Hamburg", 1600, 280),
    ("Fieldnote Software", "Technology", "Berlin", 75, 55),
    ("Foxglove Pharma", "Healthcare", "Basel", 2900, 1250),
    ("Granite Peak Outdoor", "Retail", "Salt Lake City, UT", 310, 0),
    ("Greyhaven Studios", "Media", "Montreal", 180, 64),
    ("Halcyon Bank", "Finance", "Zurich", 3400, 1500),
    ("Harbor & Pine", "Retail", "Copenhagen", 220, 36),
    ("Highland Water", "Energy", "Edinburgh", 540, 0),
    ("Ironbridge Steel", "Manufacturing", "Sheffield", 870, 190),
    ("Juniper Health", "Healthcare", "Minneapolis, MN", 1450, 430),
    ("Keystone Payroll", "Finance", "Philadelphia, PA", 240, 130),
    ("Kite & Anchor", "Travel", "Barcelona", 65, 0),
    ("Lanternworks", "Technology", "Stockholm", 110, 84),
    ("Larkspur Hotels", "Travel", "Vienna", 760, 150),
    ("Lumen Optics", "Manufacturing", "Jena", 350, 0),
    ("Maple Court Realty", "Real Estate", "Ottawa", 45, 18),
    ("Meridian Freight", "Logistics", "Singapore", 2100, 610),
    ("Millrace Breweries", "Food", "Leuven", 130, 26),
    ("Mosaic University Press", "Education", "Oxford", 90, 0),
    ("Nightingale Care", "Healthcare", "Melbourne", 510, 175),
    ("Northwind Traders", "Logistics", "Seattle, WA", 290, 88),
    ("Oakline Furniture", "Retail", "Milan", 330, 52),
    ("Orchard Valley Farms", "Food", "Fresno, CA", 480, 0),
    ("Palisade Legal", "Consulting", "Washington, DC", 120, 140),
    ("Pinnacle Schools", "Education", "Sydney", 640, 70),
    ("Quarry Lane Builders", "Real Estate", "Manchester", 150, 0),
    ("Quillstack", "Technology", "Paris", 60, 47),
    ("Redwood Motors", "Manufacturing", "Detroit, MI", 4200, 1100),
    ("Riverbend Grocers", "Food", "Nashville, TN", 900, 99),
    ("Saltmarsh Energy", "Energy", "Aberdeen", 410, 240),
    ("Silverbirch Software", "Technology", "Helsinki", 95, 0),
    ("Solstice Solar", "Energy", "Phoenix, AZ", 370, 205),
    ("Stonebridge Capital", "Finance", "Frankfurt", 310, 540),
    ("Tallgrass Media", "Media", "Kansas City, MO", 85, 33),
    ("Thornfield Textiles", "Manufacturing", "Porto", 560, 0),
    ("Umbra Design", "Consulting", "Amsterdam", 40, 29),
    ("Vantage Rail", "Logistics", "Prague", 1900, 370),
    ("Willowbrook Dental", "Healthcare", "Atlanta, GA", 75, 15),
)

_FIRST_NAMES = (
    "Ada Alice Amir Ana Anders Aoife Beatriz Ben Camille Carlos Chidi Chloe Daniel Dara Elena Elif Emeka Emma Erik "
    "Fatima Felix Freya Gabriel Giulia Grace Hana Hassan Hugo Ines Ivan Jack Jana Jonas Julia Kai Karim Kenji Lara "
    "Leila Liam Lin Lucas Magnus Maria Maya Mei Mila Nadia Niko Noah Nora Olivia Omar Oscar Paulo Priya Rafael Rosa "
    "Ruth Sami Sara Sofia Stefan Tara Theo Tomas Uma Victor Wei Yara Yusuf Zoe"
)
FIRST_NAMES = tuple(_FIRST_NAMES.split())

_LAST_NAMES = (
    "Abbott Adeyemi Ahmed Almeida Andersen Baker Bauer Becker Bianchi Brown Byrne Castro Chen Clarke Costa Cruz "
    "Dubois Eriksen Evans Ferrari Fischer Garcia Haddad Hansen Hoffmann Ito Jansen Johnson Kaya Keller Khan Kim "
    "Kovacs Kumar Laurent Lee Lindberg Lopez Mancini Martin Mbeki Meyer Moreau Murphy Nakamura Novak Nowak Okafor "
    "Olsen Park Patel Petrov Reyes Rossi Sato Schmidt Silva Singh Smith Sousa Suzuki Tanaka Torres Varga Virtanen "
    "Weber Williams Wong Yilmaz Zhang"
)
LAST_NAMES = tuple(_LAST_NAMES.split())

JOB_TITLES = (
    "Chief Executive Officer",
    "Chief Financial Officer",
    "Head of Operations",
    "Head of Procurement",
    "IT Director",
    "Marketing Manager",
    "Office Manager",
    "Product Manager",
    "Purchasing Manager",
    "Sales Director",
    "Software Engineer",
    "VP Engineering",
)

PROJECTS = (
    "Annual licence",
    "Data migration",
    "Expansion to new sites",
    "Integration project",
    "Pilot",
    "Renewal",
    "Support contract",
    "Training package",
)

TASKS = (
    ("Call {person} about the {project}", "Ask who else decides, and by when."),
    ("Send the proposal to {person}", "Version with three years of support."),
    ("Prepare the demo for {company}", "They care about reporting and single sign-on."),
    ("Review the contract with {company}", "Legal has questions on clause 7."),
    ("Follow up with {person}", "No answer since the last meeting."),
    ("Plan the kick-off at {company}", "Room, agenda, who comes."),
)

NOTES = (
    ("Meeting with {person}", "They compare us with two others. Price matters less than the date."),
    ("Call with {company}", "Budget is approved for this year. Decision next month."),
    ("{company}: who is who", "{person} decides together with the finance team."),
    ("Feedback from {person}", "Happy with the pilot, wants fewer steps to export."),
)
