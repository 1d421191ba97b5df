from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linebridge.friends.models import Friend
from linebridge.liff.leave import leave
from linebridge.liff.serve import for_friend


@for_friend
def leave_for_good(request: HttpRequest, friend: Friend) -> HttpResponse:
    """Asks first; erases everything when the question was answered."""
    if "sure" not in request.POST:
        return render(request, "line_liff/leave.html")
    taken_back = leave(friend, request.POST.get("access_token", ""))
    return render(request, "line_liff/left.html", {"taken_back": taken_back})
