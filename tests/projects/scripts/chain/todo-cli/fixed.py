import argparse
import json


def parse_args():
    parser = argparse.ArgumentParser(description='A to-do list on the command line.')
    parser.add_argument('--file', default='todo.json')
    parser.add_argument('--done', type=int, action='append', default=[],
                        metavar='N', help='mark entry N as done')
    parser.add_argument('--sort', choices=['none', 'priority', 'text'], default='none')
    return parser.parse_args()


def load(filename):
    with open(filename) as fp:
        entries = json.load(fp)
    for number, entry in enumerate(entries, start=1):
        entry['number'] = number
        entry.setdefault('done', False)
    return entries


def arrange(entries, order):
    if order == 'priority':
        return sorted(entries, key=lambda e: e['priority'])
    elif order == 'text':
        return sorted(entries, key=lambda e: e['text'].lower())
    return entries


def main():
    args = parse_args()
    entries = load(args.file)
    for number in args.done:
        entries[number - 1]['done'] = True

    for entry in arrange(entries, args.sort):
        box = 'x' if entry['done'] else ' '
        print(f"[{box}] {entry['number']}. {entry['text']} (p{entry['priority']})")
    print('open:', sum(not e['done'] for e in entries))


main()
