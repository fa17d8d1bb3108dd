"""Countries with their other names and nationalities, and after the stroke their cities, regions and universities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

GAZETTEER = """
United States: USA, U.S.A., U.S., US, United States of America, American, Americans, Unites States / California,
    Texas, Florida, New York, Ohio, Michigan, Pennsylvania, Illinois, Massachusetts, Boston, Chicago, Los
    Angeles, Detroit, Seattle, Philadelphia, Virginia, North Carolina, Missouri, Minnesota, Wisconsin, Arizona,
    Oregon, Colorado, Maryland, Iowa, Indiana, Tennessee, Utah, Harvard, Stanford, Yale, Princeton, Penn State
United Kingdom: UK, U.K., Great Britain, Britain, British, England, Scotland, Wales, Northern Ireland, English
    schools, Scottish, Welsh / London, Oxford, Cambridge, Manchester, Glasgow, Edinburgh, Birmingham,
    Nottingham, Leeds, Sheffield, Bristol, Kent, Cardiff, Surrey, University College London
Germany: German, Germans, West Germany / Berlin, Munich, Hamburg, Cologne, Leipzig, Dresden, Saxony, Saxon,
    Bavaria, Bavarian, Heidelberg, Frankfurt, Mannheim, Bielefeld, Münster, Tübingen
France: French / Paris, Lyon, Marseille, Toulouse, Lille, Bordeaux, Grenoble, Sorbonne
Netherlands: The Netherlands, Dutch, Holland / Amsterdam, Utrecht, Rotterdam, Leiden, Groningen, Nijmegen,
    Tilburg, Maastricht
Belgium: Belgian, Belgians, Flemish, Flanders / Brussels, Leuven, Ghent, Antwerp, Liège
Switzerland: Swiss / Zurich, Zürich, Basel, Bern, Geneva, Lausanne
Austria: Austrian, Austrians / Vienna, Graz, Innsbruck, Salzburg
Italy: Italian, Italians / Rome, Milan, Turin, Padua, Padova, Bologna, Naples, Florence
Spain: Spanish, Spaniards / Madrid, Barcelona, Valencia, Seville, Granada, Catalonia
Portugal: Portuguese / Lisbon, Porto, Coimbra
Greece: Greek, Greeks / Athens, Thessaloniki, Crete
Turkey: Türkiye, Turkiye, Turkish / Istanbul, Ankara, Izmir
Sweden: Swedish, Swedes / Stockholm, Gothenburg, Uppsala, Lund
Norway: Norwegian, Norwegians / Oslo, Bergen, Trondheim
Denmark: Danish, Danes / Copenhagen, Aarhus, Odense
Finland: Finnish, Finns / Helsinki, Turku, Tampere, Jyväskylä
Iceland: Icelandic, Icelanders / Reykjavik
Ireland: Republic of Ireland, Irish / Dublin, Cork, Galway
Poland: Polish, Poles / Warsaw, Krakow, Kraków, Wroclaw, Poznan, Gdansk
Czech Republic: Czechia, Czech / Prague, Brno, Olomouc
Slovakia: Slovak / Bratislava
Hungary: Hungarian, Hungarians / Budapest, Szeged, Debrecen
Romania: Romanian, Romanians / Bucharest, Cluj
Bulgaria: Bulgarian / Sofia
Serbia: Serbian / Belgrade, Novi Sad
Croatia: Croatian / Zagreb
Slovenia: Slovenian, Slovene / Ljubljana
Ukraine: Ukrainian / Kyiv, Kiev, Lviv
Russia: Russian, Russians, Russian Federation / Moscow, St. Petersburg
Estonia: Estonian / Tallinn, Tartu
Latvia: Latvian / Riga
Lithuania: Lithuanian / Vilnius, Kaunas
Israel: Israeli, Israelis / Tel Aviv, Jerusalem, Haifa
Iran: Iranian, Iranians / Tehran, Isfahan, Shiraz, Tabriz
Iraq: Iraqi / Baghdad
Saudi Arabia: Saudi / Riyadh, Jeddah
United Arab Emirates: UAE, Emirati / Dubai, Abu Dhabi
Jordan: Jordanian, Jordanians / Amman
Lebanon: Lebanese / Beirut
Egypt: Egyptian, Egyptians / Cairo, Alexandria
India: Indian students, Indian adults, Indian employees, Indians / Mumbai, Delhi, Bangalore, Bengaluru, Chennai,
    Kolkata, Kerala
Pakistan: Pakistani, Pakistanis / Lahore, Karachi, Islamabad
Bangladesh: Bangladeshi / Dhaka
Sri Lanka: Sri Lankan / Colombo
Nepal: Nepali, Nepalese / Kathmandu
China: People's Republic of China, Chinese, PRC, mainland China / Beijing, Shanghai, Guangzhou, Shenzhen, Wuhan,
    Chengdu, Hangzhou, Nanjing, Guangdong, Zhejiang
Hong Kong: Hong Kongers, Hong Kong Chinese
Taiwan: Taiwanese / Taipei, Kaohsiung
Japan: Japanese / Tokyo, Osaka, Kyoto, Nagoya, Hiroshima
South Korea: Korea, Korean, Koreans, Republic of Korea / Seoul, Busan
Singapore: Singaporean, Singaporeans
Malaysia: Malaysian, Malaysians / Kuala Lumpur, Penang
Indonesia: Indonesian, Indonesians / Jakarta, Yogyakarta, Bandung
Thailand: Thai / Bangkok, Chiang Mai
Vietnam: Vietnamese, Viet Nam / Hanoi, Ho Chi Minh City
Philippines: Filipino, Filipinos, The Philippines / Manila
Australia: Australian, Australians / Sydney, Melbourne, Brisbane, Perth, Adelaide, Queensland, New South Wales
New Zealand: New Zealanders / Auckland, Wellington, Otago, Christchurch, Dunedin
Canada: Canadian, Canadians / Toronto, Montreal, Montréal, Vancouver, Ontario, Quebec, Québec, Alberta, British
    Columbia, Ottawa, Calgary
Mexico: Mexican, Mexicans / Mexico City, Guadalajara, Monterrey
Brazil: Brazilian, Brazilians / São Paulo, Sao Paulo, Rio de Janeiro, Brasília, Minas Gerais
Argentina: Argentinian, Argentine / Buenos Aires
Chile: Chilean, Chileans / Santiago de Chile
Colombia: Colombian, Colombians / Bogotá, Bogota, Medellín
Peru: Peruvian, Peruvians / Lima
Ecuador: Ecuadorian / Quito
South Africa: South African, South Africans / Cape Town, Johannesburg, Pretoria, Stellenbosch
Nigeria: Nigerian, Nigerians / Lagos, Ibadan, Abuja
Kenya: Kenyan, Kenyans / Nairobi
Ghana: Ghanaian, Ghanaians / Accra
Ethiopia: Ethiopian, Ethiopians / Addis Ababa
Uganda: Ugandan / Kampala
Tanzania: Tanzanian / Dar es Salaam
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A name with its country; `own` where it names the country itself or its people."""

    name: str
    country: str
    own: bool


@cache
def places() -> dict[str, Place]:
    """Every name of the gazetteer; a name of two countries stands for the first."""
    found: dict[str, Place] = {}
    for entry in re.split(r"\n(?!\s)", GAZETTEER.strip()):
        country, _, rest = entry.partition(": ")
        names, _, cities = (" ".join(part.split()) for part in rest.partition(" / "))
        for name in (country, *names.split(", ")):
            if name:
                found.setdefault(name, Place(name, country, own=True))
        for name in cities.split(", ") if cities else ():
            found.setdefault(name, Place(name, country, own=False))
    return found
