# Mail merge: fill a letter template for each contact.

TEMPLATE = '''\
Dear {fist_name} {last_name},
your order no. {order} ({items} items) has left our warehouse
and will reach {city} on {day}.
'''

CONTACTS = [
    {'first_name': 'Greta', 'last_name': 'Olsen', 'order': 7781, 'city': 'Bergen', 'items': 3},
    {'first_name': 'Paulo', 'last_name': 'Dias', 'order': 7790, 'city': 'Porto', 'items': 1},
]

DELIVERY = {'Bergen': 'Tuesday', 'Porto': 'Friday'}


def letter(person):
    day = DELIVERY[person['city']]
    text = TEMPLATE.format(day=day, **person)
    if person['items'] == 1:
        text = text.replace('1 items', '1 item')
    return text


letters = [letter(person) for person in CONTACTS]
print(('-' * 50 + '\n').join(letters), end='')
print('=' * 50)
print(len(letters), 'letters,', sum(len(text.split()) for text in letters), 'words')
