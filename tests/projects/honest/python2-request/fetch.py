"""Fetches pages."""

import urllib2


def opener(agent):
    request = urllib2.build_opener()
    request.addheaders = [("User-agent", agent)]
    return request


def fetch(url):
    return urllib2.urlopen(url).read()
