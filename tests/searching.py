"""A process of its own that searches a gallery: ``python -m tests.searching GALLERY_PK``.

It says "ready", and then answers each line: "names" with the pages found by name, as JSON; "save N"
with "done", when it has saved coaches N times, each time searching after it.
"""

import json
import random
import sys

import django


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def names(gallery):
    from wagtail_coaching.enums import GallerySort
    from wagtail_coaching.services.gallery import GalleryQuery, search

    return search(gallery=gallery, query=GalleryQuery(sort=GallerySort.NAME)).page_pks


def save(gallery, times):
    from django.db import transaction

    from wagtail_coaching.models import Coach

    dice = random.Random(times)
    for _ in range(times):
        coach = dice.choice(list(Coach.objects.order_by("pk")))
        with transaction.atomic():
            coach = Coach.objects.select_for_update().get(pk=coach.pk)
            coach.capacity = dice.randint(0, 40)
            coach.save()
        names(gallery)


def main(gallery_pk):
    django.setup()

    from wagtail_coaching.conf import coaching_settings

    gallery = coaching_settings.page_model("GALLERY_PAGE_MODEL").objects.get(pk=gallery_pk)
    say("ready")
    for line in sys.stdin:
        order, _, number = line.strip().partition(" ")
        if order == "names":
            say(json.dumps(names(gallery)))
        else:
            save(gallery, int(number))
            say("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
