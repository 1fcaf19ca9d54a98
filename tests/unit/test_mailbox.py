"""The one-slot mailbox."""

import threading

from gui.mailbox import Mailbox


def test_the_latest_letter_wins():
    box = Mailbox()
    assert box.put(1)
    assert not box.put(2)
    assert box.take() == 2
    assert box.take() is None


def test_a_reader_that_is_woken_on_every_first_letter_misses_none_of_the_last():
    box, woken, read = Mailbox(), threading.Semaphore(0), []
    last = 20_000

    def reader():
        while not read or read[-1] != last:
            woken.acquire()
            letter = box.take()
            assert letter is not None, "woken for nothing"
            read.append(letter)

    thread = threading.Thread(target=reader)
    thread.start()
    for letter in range(1, last + 1):
        if box.put(letter):
            woken.release()
    thread.join(20)
    assert not thread.is_alive()
    assert read == sorted(read)
    assert read[-1] == last
